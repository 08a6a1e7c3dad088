import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { join } from 'node:path';
import { breaches } from './accessibility';
import { contextOf, type Who } from './demo';
import { VIEWS, type View } from './pages';
import { hydrated, watch } from './people';
import { home, output } from './surroundings';

// A phone, a tablet, a desk. What the rules of accessibility judge changes with the layout, and there are two.
const WIDTHS = [
  { width: 360, height: 780, judged: true },
  { width: 768, height: 1024, judged: false },
  { width: 1440, height: 900, judged: true },
];
const THEMES = ['light', 'dark'] as const;

type Theme = (typeof THEMES)[number];
type Contexts = (who: Who, theme: Theme) => Promise<BrowserContext>;

const test = base.extend<object, { contexts: Contexts }>({
  // One for each person and theme and worker: a browser that has been here before has the scripts compiled.
  contexts: [
    async ({ browser }, use) => {
      const open = new Map<string, BrowserContext>();
      await use(async (who, theme) => {
        const key = `${who} ${theme}`;
        let context = open.get(key);
        if (!context) {
          context = await contextOf(browser, who, {
            colorScheme: theme,
            // What moves is judged where it has come to rest.
            reducedMotion: 'reduce',
            viewport: WIDTHS[0],
          });
          open.set(key, context);
        }
        return context;
      });
      for (const context of open.values()) await context.close();
    },
    { scope: 'worker' },
  ],
});

for (const theme of THEMES) {
  for (const view of VIEWS) {
    test(`${view.name}, ${theme}`, async ({ contexts }) => {
      const context = await contexts(view.who, theme);
      const page = await context.newPage();
      try {
        await look(page, view, theme);
      } finally {
        await page.close();
      }
    });
  }
}

/** All that is asked of a page, each thing softly, so that one run tells everything that is wrong with it. */
async function look(page: Page, view: View, theme: Theme): Promise<void> {
  const troubles = watch(page);
  const strangers = strangersOf(page);
  const address = typeof view.at === 'string' ? view.at : await view.at(page.context().request);
  const response = await page.goto(address);
  expect(response?.status(), 'status').toBe(view.status ?? 200);
  expect(new URL(page.url()).pathname, 'no redirect').toBe(address.split('?')[0]);
  await hydrated(page);
  expect.soft(await settle(page), 'pictures that do not load').toEqual([]);
  expect.soft(await isDark(page), 'dark').toBe(theme === 'dark');
  const widths = WIDTHS.filter(({ width }) => !view.width || width === view.width);
  await page.setViewportSize(widths[0]);
  await view.then?.(page);
  for (const { width, height, judged } of widths) {
    await page.setViewportSize({ width, height });
    expect.soft(await sideways(page), `what sticks out at ${width}`).toEqual([]);
    if (judged) expect.soft(await breaches(page), `accessibility at ${width}`).toEqual([]);
    const path = join(output, 'pages', `${view.name}-${width}-${theme}.png`);
    await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  }
  // Chromium notes every refused request in the console.
  const meant = [view.status, view.refused].map(status => `error: Failed to load resource: the server responded with a status of ${status}`);
  expect.soft(troubles.filter(trouble => !meant.some(words => trouble.startsWith(words))), 'console').toEqual([]);
  expect.soft(strangers, 'requests to others').toEqual([]);
}

/** Requests that leave the site. */
function strangersOf(page: Page): string[] {
  const strangers: string[] = [];
  page.on('request', request => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== new URL(home).origin) strangers.push(request.url());
  });
  return strangers;
}

/** Waits for fonts and pictures, those further down included; tells which pictures never came. */
async function settle(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const broken = await Promise.all(
      [...document.images].map(async image => {
        image.loading = 'eager';
        return image.decode().then(
          () => [],
          () => [image.currentSrc || image.src],
        );
      }),
    );
    return broken.flat();
  });
}

async function isDark(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const pixel = document.createElement('canvas').getContext('2d');
    if (!pixel) throw new Error('no canvas');
    pixel.fillStyle = getComputedStyle(document.body).backgroundColor;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
    return red + green + blue < 384;
  });
}

/** Nothing, unless the page scrolls sideways; then the elements that make it. */
async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    // What scrolls by itself holds what is in it.
    const held = (element: Element): boolean => {
      const parent = element.parentElement;
      return !!parent && parent !== document.body && (getComputedStyle(parent).overflowX !== 'visible' || held(parent));
    };
    const out = [...document.body.querySelectorAll('*')].filter(element => {
      const { right, width } = element.getBoundingClientRect();
      return width > 0 && right > root.clientWidth + 0.5 && !held(element);
    });
    const told = out.map(element => `${element.tagName} ${element.className}: ${element.textContent?.replace(/\s+/g, ' ').slice(0, 40)}`);
    return [`the page is ${root.scrollWidth} wide in ${root.clientWidth}`, ...told.slice(-5)];
  });
}
