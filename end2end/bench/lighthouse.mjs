// Lighthouse as for a phone, on the pages that people see first: prints Markdown.
// Each page is loaded RUNS times by a browser that has never been here; the run in the middle by its score is told.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import chromium from '../chromium.js';
import { CLIENT, get, home, quantile, signIn } from './site.mjs';
import { kilobytes } from './weight.mjs';

const RUNS = Number(process.env.RUNS ?? 3);
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

async function run(path, cookie) {
  const browser = await launch({ chromePath: chromium.executablePath, chromeFlags: ['--headless=new', ...chromium.args] });
  try {
    const { lhr } = await lighthouse(home + path, {
      port: browser.port,
      logLevel: 'error',
      output: 'json',
      onlyCategories: CATEGORIES,
      extraHeaders: cookie ? { Cookie: cookie } : undefined,
    });
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    return lhr;
  } finally {
    browser.kill();
  }
}

/** Transferred bytes by kind, packed and with headers. */
function bytes(report) {
  const of = { total: 0, code: 0, styles: 0, pictures: 0 };
  const kinds = { Script: 'code', Stylesheet: 'styles', Image: 'pictures' };
  for (const { url, resourceType, transferSize } of report.audits['network-requests'].details.items) {
    if (!url.startsWith('http')) continue;
    of.total += transferSize;
    const kind = new URL(url).pathname.endsWith('.wasm') ? 'code' : kinds[resourceType];
    if (kind) of[kind] += transferSize;
  }
  return of;
}

const score = (report, category) => Math.round(100 * report.categories[category].score);
const seconds = (report, audit) => (report.audits[audit].numericValue / 1000).toFixed(2);

const cookie = await signIn(CLIENT);
const [job] = (await get('/jobs')).items;
const pages = [['/', '/'], ['/jobs', '/jobs'], ['a job', `/jobs/${job.id}`], ['/login', '/login'], ['/dashboard, signed in', '/dashboard', cookie]];

console.log('| page | performance | accessibility | best practices | SEO | first paint, s | largest paint, s | blocked, ms | layout shift | interactive, s | transferred | script and wasm | styles | pictures |');
console.log('| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |');
for (const [name, path, session] of pages) {
  console.error(`» Lighthouse: ${name}`);
  const reports = [];
  for (let n = 0; n < RUNS; n += 1) reports.push(await run(path, session));
  const middle = quantile(reports.map(report => report.categories.performance.score));
  const report = reports.find(({ categories }) => categories.performance.score === middle);
  const weight = bytes(report);
  const cells = [
    name,
    ...CATEGORIES.map(category => score(report, category)),
    seconds(report, 'first-contentful-paint'),
    seconds(report, 'largest-contentful-paint'),
    Math.round(report.audits['total-blocking-time'].numericValue),
    report.audits['cumulative-layout-shift'].numericValue.toFixed(3),
    seconds(report, 'interactive'),
    ...[weight.total, weight.code, weight.styles, weight.pictures].map(kilobytes),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  for (const category of CATEGORIES.filter(category => score(report, category) < 100)) {
    const lost = report.categories[category].auditRefs.filter(({ id, weight }) => weight > 0 && (report.audits[id].score ?? 1) < 1);
    console.error(`  ${category}: ${lost.map(({ id }) => `${id} ${report.audits[id].displayValue ?? ''}`.trim()).join(', ')}`);
  }
}
