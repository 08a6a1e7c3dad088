// How long it takes from the press of a link to the content of the next page, between pages that are awake: measured in
// the browser, printed as Markdown. The first round is not counted: parts of the bundle are fetched and compiled in it.
import playwright from '@playwright/test';
import chromium from '../chromium.js';
import { CLIENT, get, home, quantile, signIn } from './site.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 12);

const cookie = await signIn(CLIENT);
const [job] = (await get('/jobs')).items;
const [project] = (await get('/projects', cookie)).items;
const way = [
  ['/jobs', '/jobs', 'Find jobs'],
  ['a job', `/jobs/${job.id}`, job.title],
  ['/projects', '/projects', 'Projects'],
  ['a project', `/projects/${project.id}`, project.name],
  ['/wallet', '/wallet', 'Wallet'],
  ['/dashboard', '/dashboard', 'Hello'],
];

const browser = await playwright.chromium.launch(chromium);
// Narrow enough that a job is a page of its own; on a wide screen it opens beside the list.
const context = await browser.newContext({ viewport: { width: 900, height: 800 } });
await context.addCookies(cookie.split('; ').map(pair => {
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at), value: pair.slice(at + 1), url: home };
}));
const page = await context.newPage();
await page.goto(`${home}/dashboard`);
await page.waitForFunction(() => document.documentElement.hasAttribute('data-hydrated'));

/** Presses the link to `path`; milliseconds until the heading is there and nothing stands in for content, and until the frame after. */
function go({ path, heading }) {
  return new Promise((resolve, reject) => {
    const shown = element => element.getClientRects().length > 0;
    const link = [...document.querySelectorAll(`a[href="${path}"]`)].find(shown);
    if (!link) return reject(new Error(`no link to ${path}`));
    const main = document.querySelector('main');
    const arrived = () =>
      [...main.querySelectorAll('h1')].some(h1 => h1.textContent.startsWith(heading)) && !main.querySelector('.skeleton');
    const began = performance.now();
    const late = setTimeout(() => reject(new Error(`${path} did not come`)), 10_000);
    const observer = new MutationObserver(() => {
      if (!arrived()) return;
      observer.disconnect();
      clearTimeout(late);
      const content = performance.now() - began;
      // A message sent from within a frame is received when it has been drawn.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve({ content, drawn: performance.now() - began });
        port2.postMessage(null);
      });
    });
    observer.observe(main, { childList: true, subtree: true, characterData: true });
    link.click();
  });
}

const taken = new Map(way.map(([name]) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, path, heading] of way) {
    const times = await page.evaluate(go, { path, heading });
    if (round > 0) taken.get(name).push(times);
    // The next press comes from a page at rest.
    await page.waitForTimeout(150);
  }
}
const loads = await page.evaluate(() => performance.getEntriesByType('navigation').length);
await browser.close();
if (loads !== 1) throw new Error('a document was loaded on the way');

const row = (name, times) => {
  const [content, drawn] = [times.map(t => t.content), times.map(t => t.drawn)];
  const figures = [quantile(content), quantile(content, 0.95), quantile(drawn), quantile(drawn, 0.95)];
  console.log(`| ${name} | ${times.length} | ${figures.map(ms => ms.toFixed(1)).join(' | ')} |`);
};
console.log('| to | times | content: p50 ms | p95 ms | drawn: p50 ms | p95 ms |');
console.log('| --- | --: | --: | --: | --: | --: |');
for (const [name, times] of taken) row(name, times);
row('all', [...taken.values()].flat());
