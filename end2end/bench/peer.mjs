// What a first visit loads of our code, and what a bundle of React and the usual libraries weighs before a product is
// written with it: peer.mjs SITE prints Markdown.
import playwright from '@playwright/test';
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '../chromium.js';
import { home } from './site.mjs';
import { kilobytes, packed } from './weight.mjs';

const [site] = process.argv.slice(2);
const peer = join(dirname(fileURLToPath(import.meta.url)), 'peer');
const isCode = path => /\.(js|wasm)$/.test(path);

/** Packed script and wasm that a browser which has never been here loads with /jobs. */
async function firstVisit() {
  const browser = await playwright.chromium.launch(chromium);
  const page = await browser.newPage();
  const sizes = [];
  page.on('requestfinished', request => {
    if (isCode(new URL(request.url()).pathname)) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(`${home}/jobs`, { waitUntil: 'networkidle' });
  await page.waitForFunction(() => document.documentElement.hasAttribute('data-hydrated'));
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await browser.close();
  return bytes;
}

/** All parts of our bundle, packed as they were at the build. */
function allParts() {
  const folder = join(site, 'pkg');
  const files = readdirSync(folder).filter(name => name.endsWith('.br') && isCode(name.slice(0, -3)));
  if (!files.length) throw new Error(`${folder} was not built with --precompress`);
  return files.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
}

async function bareBundle() {
  const { outputFiles } = await build({
    entryPoints: [join(peer, 'app.jsx')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return packed(outputFiles[0].contents);
}

const { dependencies } = JSON.parse(readFileSync(join(peer, 'package.json'), 'utf8'));
const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
console.log('| code, with Brotli | |');
console.log('| --- | --: |');
console.log(`| ours: the first visit to /jobs | ${kilobytes(await firstVisit())} |`);
console.log(`| ours: every part there is, the annotation editor among them | ${kilobytes(allParts())} |`);
console.log(`| **peer**: ${versions.join(', ')}, and nothing written with them | ${kilobytes(await bareBundle())} |`);
