// What a bundle of React and the usual libraries weighs before a product is written with it: prints Markdown.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kilobytes, packed } from './weight.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), 'peer');
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

async function weigh(source) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: here, loader: 'jsx' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

const bundle = await weigh(readFileSync(join(here, 'app.jsx'), 'utf8'));
const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
console.log(`| bare bundle: ${versions.join(', ')} | ${kilobytes(bundle.length)} | ${kilobytes(packed(bundle))} |`);
