import { expect, test } from '@playwright/test';
import chromium from '../chromium';
import { saved, seated } from './bench';
import { account } from './rest';

// The browser's own question which tab to show is answered by its title.
test.use({ launchOptions: { ...chromium, args: [...chromium.args, '--auto-select-tab-capture-source-by-title=PeerTest Hub'] } });

test('a tab is captured, taken again, marked up and handed in', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const b = await seated(browser, client, tester, { viewport: { width: 1200, height: 800 } });
  const { page } = b;
  await page.getByRole('button', { name: 'Capture screen' }).click();
  const canvas = page.getByTestId('annotator-canvas');
  await expect(canvas).toHaveAttribute('aria-busy', 'false');
  await page.getByRole('button', { name: 'Take again' }).click();
  await expect(canvas).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('r');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Take again' })).toBeHidden();
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['rect']);
  const { screenshots } = await tester.get(`/submissions/${b.submission}`);
  expect(screenshots[0].width).toBeGreaterThanOrEqual(600);
  await client.dispose();
  await tester.dispose();
});
