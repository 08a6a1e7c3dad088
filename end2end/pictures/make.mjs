// Takes the pictures of the product that the landing page and the README show, from the demo, and writes them to
// public/images: light and dark, in two widths, as WebP. Run it whenever the pages have changed their looks:
//
//   BASE_URL=http://127.0.0.1:3000 npm run pictures
//
// The server must have fresh demo data (`serve --demo` on an empty database); nothing on it is changed. The names, sizes
// and proportions are those of src/app/src/landing. `npm run pictures -- wallet` takes one of them.

import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const baseURL = process.env.BASE_URL ?? 'http://127.0.0.1:3000';
const target = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'public', 'images');
const WIDTHS = [640, 1280];
const DENSITY = 2;
/** Of the larger file, in kilobytes. */
const BUDGET = { runner: 45, others: 40 };

const SHOTS = {
  /** A step being walked, and in front of it the screenshot that was annotated for it. */
  runner: {
    who: 'mia.tester',
    width: 1040,
    async take(page) {
      const { claim, step, screenshot } = await workInProgress(page);
      await open(page, `/claims/${claim}?step=${step + 1}`);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      const back = await page.screenshot({ clip: { x: 0, y: 0, width: 1040, height: 720 } });
      const evidence = await (await page.request.get(screenshot.url)).body();
      return overlay(page, back, evidence);
    },
  },
  publish: {
    who: 'nora.client',
    width: 1280,
    async take(page) {
      await open(page, '/dashboard');
      await open(page, await page.getByRole('link', { name: /Gift cards/ }).first().getAttribute('href'));
      await page.getByRole('button', { name: 'Publish…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await settled(page);
      const box = await dialog.boundingBox();
      return crop(page, { x: box.x - 64, y: box.y - 24, width: box.width + 128 });
    },
  },
  market: {
    width: 760,
    async take(page) {
      await open(page, '/jobs');
      const box = await page.getByRole('list', { name: 'Open jobs' }).boundingBox();
      return crop(page, { x: box.x - 24, y: box.y - 12, width: box.width + 48 });
    },
  },
  review: {
    who: 'nora.client',
    width: 1280,
    async take(page) {
      await open(page, '/dashboard');
      await open(page, await page.locator('main a[href$="/review"]').first().getAttribute('href'));
      // The step with a picture, below the bar that stays at the top.
      const picture = page.getByRole('link', { name: /^Picture 1 of step/ }).first();
      const step = page.getByRole('article').getByRole('listitem').filter({ has: picture }).first();
      await step.evaluate(element => {
        const bar = document.querySelector('header').getBoundingClientRect().height;
        scrollTo(0, element.getBoundingClientRect().top + scrollY - bar - 24);
      });
      await page.getByRole('radio', { name: '5 stars' }).check({ force: true });
      await settled(page);
      const [left, right] = [await step.boundingBox(), await page.getByRole('region', { name: 'Decision' }).boundingBox()];
      const width = right.x + right.width - left.x + 48;
      return crop(page, { x: left.x - 24, y: Math.min(left.y, right.y) - 14, width });
    },
  },
  wallet: {
    who: 'sofia.tester',
    width: 760,
    async take(page) {
      await open(page, '/wallet');
      const box = await page.getByRole('heading', { name: 'Wallet' }).boundingBox();
      return crop(page, { x: 0, y: box.y - 24, width: 760 });
    },
  },
};

/** The tester's seat whose draft has a step with an annotated picture. */
async function workInProgress(page) {
  const claims = await json(page, '/api/v1/claims');
  for (const { id } of claims.items.filter(claim => claim.status === 'active')) {
    const { contract, submission } = await json(page, `/api/v1/claims/${id}`);
    const screenshot = submission.screenshots.find(picture => picture.scene);
    if (!screenshot) continue;
    const step = contract.journey.steps.findIndex(each => each.id === screenshot.step_id);
    return { claim: id, step, screenshot };
  }
  throw new Error('no work in progress has an annotated picture; is this the demo?');
}

async function json(page, path) {
  const response = await page.request.get(path);
  if (!response.ok()) throw new Error(`${response.status()} from ${path}`);
  return response.json();
}

async function open(page, path) {
  await page.goto(path);
  await page.waitForFunction(() => document.documentElement.hasAttribute('data-hydrated'));
  await settled(page);
}

/** Fonts are there, pictures in sight are drawn, and nothing moves any more; or five seconds have gone. */
async function settled(page) {
  await page.evaluate(async () => {
    const inSight = [...document.images].filter(
      image => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight,
    );
    const moving = document.getAnimations().filter(each => each.effect?.getComputedTiming().endTime !== Infinity);
    const still = Promise.allSettled([
      document.fonts.ready,
      ...inSight.map(image => image.decode()),
      ...moving.map(each => each.finished),
    ]);
    await Promise.race([still, new Promise(done => setTimeout(done, 5000))]);
  });
}

/** A part of the page in the proportions of all pictures but the first, 16 to 10. */
async function crop(page, { x, y, width }) {
  return page.screenshot({ clip: { x, y, width, height: width * 0.625 } });
}

/** The page as a window, and in front of its corner the lower part of an annotated picture. 4 to 3, on nothing. */
async function overlay(page, back, front) {
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const line = dark ? 'rgb(58 74 104)' : 'rgb(203 213 225)';
  const shade = dark ? 'rgb(0 0 0 / 0.6)' : 'rgb(15 23 42 / 0.28)';
  const source = bytes => `data:image/png;base64,${bytes.toString('base64')}`;
  const stage = await page.context().newPage();
  await stage.setContent(`
    <style>
      body { margin: 0; background: transparent }
      #stage { position: relative; width: 1120px; height: 840px; overflow: hidden }
      #stage div { position: absolute; overflow: hidden; border: 1px solid ${line}; box-sizing: border-box }
      #stage img { display: block; position: absolute; left: 0; width: 100% }
      #back { left: 0; top: 0; width: 1042px; height: 722px; border-radius: 18px }
      #front { right: 24px; bottom: 28px; width: 344px; height: 368px; border-radius: 18px; box-shadow: 0 18px 40px -12px ${shade} }
      #front img { bottom: 0 }
    </style>
    <div id="stage">
      <div id="back"><img src="${source(back)}"></div>
      <div id="front"><img src="${source(front)}"></div>
    </div>`);
  await settled(stage);
  const picture = await stage.locator('#stage').screenshot({ omitBackground: true });
  await stage.close();
  return picture;
}

/** Encodes a PNG in `width`, as good as the budget allows. Chromium's own encoder: no other tool is needed. */
async function encode(page, png, width, budget) {
  const scaled = async quality => {
    const url = await page.evaluate(
      async ({ data, width, quality }) => {
        const blob = await (await fetch(`data:image/png;base64,${data}`)).blob();
        const whole = await createImageBitmap(blob);
        const height = Math.round((width * whole.height) / whole.width);
        const bitmap = await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [width, height];
        canvas.getContext('2d').drawImage(bitmap, 0, 0);
        return canvas.toDataURL('image/webp', quality);
      },
      { data: png.toString('base64'), width, quality },
    );
    return Buffer.from(url.split(',')[1], 'base64');
  };
  for (let quality = 0.9; ; quality -= 0.05) {
    const bytes = await scaled(quality);
    if (bytes.length <= budget * 1024 || quality < 0.55) return { bytes, quality };
  }
}

async function main() {
  const asked = process.argv.slice(2);
  const names = asked.length > 0 ? asked : Object.keys(SHOTS);
  const browser = await chromium.launch({
    executablePath: existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--hide-scrollbars'],
  });
  await mkdir(target, { recursive: true });
  const plain = await (await browser.newContext()).newPage();
  for (const name of names) {
    const shot = SHOTS[name];
    if (!shot) throw new Error(`there is no picture ${name}`);
    for (const theme of ['light', 'dark']) {
      const page = await visit(browser, theme, shot.width, 1100, shot.who);
      const png = await shot.take(page);
      for (const width of WIDTHS) {
        const budget = (BUDGET[name] ?? BUDGET.others) * (width === WIDTHS[0] ? 0.5 : 1);
        const { bytes, quality } = await encode(plain, png, width, budget);
        await keep(`${name}-${theme}-${width}.webp`, bytes, quality);
      }
      await page.context().close();
    }
  }
  await browser.close();
}

async function visit(browser, theme, width, height, who) {
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height },
    deviceScaleFactor: DENSITY,
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-US',
  });
  const page = await context.newPage();
  if (who) {
    const data = { email: `${who}@demo.peertest.local`, password: 'demo-password' };
    const response = await context.request.post('/api/v1/auth/login', { data });
    if (!response.ok()) throw new Error(`${who} cannot sign in; is this the demo?`);
  }
  return page;
}

async function keep(name, bytes, quality) {
  await writeFile(join(target, name), bytes);
  console.log(`${name.padEnd(26)} ${(bytes.length / 1024).toFixed(1).padStart(6)} KB at ${quality.toFixed(2)}`);
}

await main();
