import { expect, test } from '@playwright/test';
import { signIn, swipe } from './bench';
import { newPerson, open } from './people';
import { screenshotOf } from './pictures';
import { account, openJob } from './rest';

test('the main job is done with one finger on a phone', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const title = `On a phone ${Date.now()}`;
  const job = await openJob(client, title);
  const person = await newPerson(browser, 'timo', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const { page } = person;
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await signIn(page, tester);

  await test.step('a job is found and a seat is taken', async () => {
    await open(page, `/jobs?q=${encodeURIComponent(title)}`);
    expect(await sideways()).toBe(0);
    await page.getByRole('link', { name: title }).tap();
    await page.waitForURL(url => url.pathname === `/jobs/${job}`);
    await page.getByRole('button', { name: 'Claim a seat' }).first().tap();
    await page.waitForURL(/\/claims\/[0-9a-f]+/);
    // The address is there before the page.
    await expect(page.getByRole('button', { name: 'Pass (P)' })).toBeVisible();
    expect(await sideways()).toBe(0);
  });

  await test.step('a picture is taken along, drawn on and saved', async () => {
    const picture = { name: 'page.png', mimeType: 'image/png', buffer: await screenshotOf(page) };
    await page.getByLabel('Add screenshots').first().setInputFiles(picture);
    const canvas = page.getByTestId('annotator-canvas');
    await expect(canvas).toHaveAttribute('aria-busy', 'false');
    const box = (await canvas.boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    await page.getByRole('button', { name: 'Rectangle', exact: true }).tap();
    await swipe(touch, { x: box.width * 0.4, y: box.height * 0.25 }, { x: box.width * 0.6, y: box.height * 0.4 });
    await page.getByRole('button', { name: 'Save picture' }).tap();
    await expect(canvas).toBeHidden();
    await expect(page.getByRole('link', { name: 'Annotate picture 1' })).toBeVisible();
  });

  await test.step('every step gets its verdict, and the work is handed in', async () => {
    for (const step of [1, 2, 3]) {
      await page.getByRole('button', { name: 'Pass (P)' }).tap();
      await expect(page.getByRole('button', { name: 'Pass (P)' })).toHaveAttribute('aria-pressed', 'true');
      if (step < 3) {
        await page.getByRole('button', { name: /^Next/ }).or(page.getByRole('link', { name: /^Next/ })).first().tap();
        await expect(page).toHaveURL(new RegExp(`step=${step + 1}`));
      }
    }
    await expect(page.getByText(/^Saved/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Hand in' }).first().tap();
    await expect(page.getByText(/handed in/i).first()).toBeVisible();
    expect(await sideways()).toBe(0);
  });

  await test.step('it is approved, and the money is there', async () => {
    const { items } = await client.get(`/jobs/${job}/submissions`);
    await client.post(`/submissions/${items[0].id}/approve`, { rating: 5 });
    await open(page, '/wallet');
    await expect(page.getByText('$25.00').first()).toBeVisible();
    expect(await sideways()).toBe(0);
  });
  expect(person.troubles).toEqual([]);
  await client.dispose();
  await tester.dispose();
});
