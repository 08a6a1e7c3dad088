import { expect, test } from '@playwright/test';
import chromium from '../chromium';
import { saved, seated } from './bench';
import { pixelsOf } from './pictures';
import { account } from './rest';

// Without a screen there is no window to ask what is to be shown: the answer is this tab.
test.use({ launchOptions: { ...chromium, args: [...chromium.args, '--auto-accept-this-tab-capture'] } });

test('a tab is captured, taken again, marked up and handed in', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const b = await seated(browser, client, tester, { viewport: { width: 1200, height: 800 } });
  const { page } = b;
  await page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getDisplayMedia.bind(devices);
    devices.getDisplayMedia = options => ask({ ...options, preferCurrentTab: true } as DisplayMediaStreamOptions);
  });
  await page.getByRole('button', { name: 'Capture screen' }).click();
  const canvas = page.getByTestId('annotator-canvas');
  await expect(canvas).toHaveAttribute('aria-busy', 'false');
  const first = await canvas.elementHandle();
  await page.getByRole('button', { name: 'Take again' }).click();
  await first!.waitForElementState('hidden');
  await expect(canvas).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('r');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Take again' })).toBeHidden();
  // Chromium says so of every tab that captures itself, and captures it.
  const others = b.person.troubles.filter(trouble => !trouble.includes('camera is not allowed in this document'));
  b.person.troubles.splice(0, b.person.troubles.length, ...others);
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['rect']);
  const { screenshots } = await tester.get(`/submissions/${b.submission}`);
  const { width, height, original_url: original } = screenshots[0];
  expect(width).toBeGreaterThanOrEqual(600);
  // The seal of the seat stands in its corner: light letters on dark.
  const line = Array.from({ length: 120 }, (_, n) => ({ x: width - 4 - n, y: height - Math.round(Math.max(width / 110, 11) * 0.9) }));
  const [corner, ...letters] = await pixelsOf(page, original, [{ x: width - 2, y: height - 2 }, ...line]);
  expect(corner).toEqual([15, 23, 42, 255]);
  expect(letters.filter(([r, g, b]) => r > 200 && g > 200 && b > 200).length).toBeGreaterThan(5);
  await client.dispose();
  await tester.dispose();
});
