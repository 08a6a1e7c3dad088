import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { breaches } from './accessibility';
import { contextOf, get, type Who } from './demo';
import { hydrated, watch } from './people';

const lines = (page: Page) => page.getByRole('region', { name: 'Statement' }).locator('details');

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'in place' : 'without JavaScript';
  test(`the statement is filtered, ${how}`, async ({ browser }) => {
    const context = await contextOf(browser, 'nora', { javaScriptEnabled });
    const page = await context.newPage();
    const troubles = watch(page);
    await page.goto('/wallet');
    if (javaScriptEnabled) await hydrated(page);
    const { items } = await get(context.request, '/wallet/entries?kind=job_funded');
    const form = page.getByRole('form', { name: 'Filter the statement' });
    await form.getByLabel('Kind').selectOption('job_funded');
    await form.getByRole('button', { name: 'Show' }).click();
    await expect(page).toHaveURL(/kind=job_funded/);
    await expect(lines(page)).toHaveCount(items.length);
    await form.getByLabel('From').fill('2099-01-01');
    await form.getByRole('button', { name: 'Show' }).click();
    await expect(page.getByText('Nothing matches')).toBeVisible();
    await expect(form.getByLabel('Kind')).toHaveValue('job_funded');
    await page.getByRole('link', { name: 'Show everything' }).click();
    await expect(page).toHaveURL('/wallet');
    await expect(lines(page)).not.toHaveCount(0);
    expect(troubles).toEqual([]);
    await context.close();
  });
}

test('the chart has its table, and the filter its CSV', async ({ browser }) => {
  const context = await contextOf(browser, 'nora');
  const page = await context.newPage();
  await page.goto('/wallet');
  await hydrated(page);
  const charts = page.getByRole('region', { name: 'Money by week' });
  await charts.getByText('Show as a table').first().click();
  await expect(charts.getByRole('table').first()).toBeVisible();
  await page.goto('/wallet?kind=job_funded');
  await hydrated(page);
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const text = await readFile(await (await coming).path(), 'utf8');
  const rows = text.trimEnd().split('\r\n');
  expect(rows[0]).toBe('booked_at,kind,what,description,account,amount,currency,booking,reference');
  expect(rows.length).toBeGreaterThan(1);
  for (const row of rows.slice(1)) expect(row).toContain(',job_funded,');
  await context.close();
});

for (const [who, path] of [
  ['nora', 'statement'],
  ['mia', 'receipt'],
] as [Who, string][]) {
  test(`a ${path} is a paper`, async ({ browser }) => {
    const context = await contextOf(browser, who, { colorScheme: 'dark' });
    const page = await context.newPage();
    const troubles = watch(page);
    await page.goto('/wallet');
    await hydrated(page);
    if (path === 'statement') {
      await page.getByRole('region', { name: 'Monthly statements' }).getByRole('link').first().click();
    } else {
      await lines(page).first().locator('summary').click();
      await lines(page).first().getByRole('link', { name: 'Receipt' }).click();
    }
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(path === 'statement' ? /^Statement for / : 'Receipt');
    const pdf = await context.request.get((await page.getByRole('link', { name: 'PDF' }).getAttribute('href'))!);
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'PDF' })).toBeHidden();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect(await breaches(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await context.close();
  });
}
