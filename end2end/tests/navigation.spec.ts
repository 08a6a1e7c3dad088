import { expect, test, type Browser, type Page } from '@playwright/test';
import { contextOf, get, post } from './demo';
import { confirmAddress, freshEmail, open, watch } from './people';
import { home } from './surroundings';

// Too narrow for a job to open beside the list.
test.use({ viewport: { width: 1200, height: 800 } });

test('links between pages load no document', async ({ browser }) => {
  // Narrow enough that a job is a page of its own; on a wide screen it opens beside the list.
  const context = await contextOf(browser, 'nora', { viewport: { width: 900, height: 800 } });
  const page = await context.newPage();
  const troubles = watch(page);
  const { items: projects } = await get(page.request, '/projects');
  await open(page, '/dashboard');
  await page.evaluate(() => document.documentElement.setAttribute('data-first', ''));
  const documents: string[] = [];
  page.on('request', request => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  const way: [string, string | RegExp][] = [];
  const go = async (path: string, heading: string | RegExp) => {
    await page.locator(`a[href="${path}"]:visible`).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page).toHaveURL(path);
    await expect(page).toHaveTitle(/ · PeerTest Hub$/);
    way.push([path, heading]);
  };
  await go('/jobs', 'Find jobs');
  // One that is there now: other tests publish, and the list is as long as a page.
  const card = page.getByRole('list', { name: 'Open jobs' }).getByRole('link').first();
  await go((await card.getAttribute('href'))!, await card.innerText());
  await go('/projects', 'Projects');
  await go(`/projects/${projects[0].id}`, projects[0].name);
  await go('/wallet', 'Wallet');
  await go('/dashboard', /^Hello/);
  for (const [path, heading] of way.slice(0, -1).reverse()) {
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expect(page).toHaveURL(path);
  }
  expect(documents).toEqual([]);
  expect(await page.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(1);
  await expect(page.locator('html[data-first]')).toHaveCount(1);
  expect(troubles).toEqual([]);
  await context.close();
});

test('a new page begins at its top', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, '/jobs');
  const link = page.getByRole('main').getByRole('listitem').getByRole('link').last();
  await link.scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
  const title = await link.innerText();
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
});

// On a quick server a page is there before the browser looks for its place; on a slow one it is not.
for (const [what, delay] of [['quick', 0], ['slow', 400]] as const) {
  test(`back and forward keep filters and the place in the list, on a ${what} server`, async ({ browser, page }) => {
    const word = await manyJobs(browser);
    await page.setViewportSize({ width: 360, height: 740 });
    if (delay) {
      await page.route('**/sfn/**', async route => {
        await new Promise(after => setTimeout(after, delay));
        await route.continue();
      });
    }
    await open(page, '/jobs');
    // By its name: the drawer that it stands in closes.
    const search = page.locator('input[name="q"]');
    await page.getByRole('button', { name: 'Filters' }).click();
    await search.fill(word);
    await search.press('Enter');
    await expect(page).toHaveURL(`/jobs?q=${word}`);
    const cards = page.getByRole('list', { name: 'Open jobs' }).getByRole('heading', { level: 2 });
    // By their names: the list from before the filter, which stands there until the other has come, has twenty as well.
    await expect(cards.filter({ hasText: word })).toHaveCount(20);
    const card = cards.filter({ hasText: `${word} 8` });
    await card.scrollIntoViewIfNeeded();
    const place = await restingPlace(page);
    expect(place).toBeGreaterThan(1000);

    await card.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${word} 8`);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Find jobs');
    await expect(page).toHaveURL(`/jobs?q=${word}`);
    await expect(cards.filter({ hasText: word })).toHaveCount(20);
    await expect(search).toHaveValue(word);
    await expectPlace(page, place);

    await page.goForward();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${word} 8`);
    await page.goBack();
    await expect(cards.filter({ hasText: word })).toHaveCount(20);
    await expectPlace(page, place);

    await test.step('and one step further back there is no filter', async () => {
      await page.goBack();
      await expect(page).toHaveURL('/jobs');
      await expect(search).toHaveValue('');
    });
  });
}

/** Twenty-two open jobs, two more than a page of them, that share a word of their own: `word 1` to `word 22`. */
async function manyJobs(browser: Browser): Promise<string> {
  const letters = [...String(Date.now() + Math.floor(Math.random() * 1e6))].map(digit => 'bcdfghjklm'[Number(digit)]);
  const word = `place${letters.join('')}`;
  const context = await browser.newContext({ baseURL: home });
  const account = { email: freshEmail('many'), password: 'a-long-password' };
  await post(context.request, '/auth/register', { ...account, full_name: 'Manfred Many', role: 'client' });
  await confirmAddress(context.request, account.email);
  await post(context.request, '/auth/login', account);
  const project = await post(context.request, '/projects', {
    name: 'Long lists',
    description: 'An app with long lists.',
    app_url: 'https://lists.example.org',
  });
  const step = { action: 'Scroll to the end', expected: 'There is one', evidence_required: false };
  for (let n = 1; n <= 22; n += 1) {
    const job = await post(context.request, '/jobs', {
      project_id: project.id,
      title: `${word} ${n}`,
      description: 'Scroll through the list and open what you find.',
      price_cents: 500,
      slots: 1,
      journey: { steps: [step] },
    });
    await post(context.request, `/jobs/${job.id}/publish`, { payment_method: 'pm_card_visa' });
  }
  await context.close();
  return word;
}

/** How far down the page is, once it has come to rest. */
async function restingPlace(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let last = -1;
    while (last !== scrollY) {
      last = scrollY;
      await new Promise(frame => requestAnimationFrame(() => requestAnimationFrame(frame)));
    }
    return last;
  });
}

/** That the page comes back to that place and stays there. */
async function expectPlace(page: Page, place: number): Promise<void> {
  await expect.poll(async () => Math.abs((await restingPlace(page)) - place)).toBeLessThanOrEqual(3);
  expect(Math.abs((await restingPlace(page)) - place)).toBeLessThanOrEqual(3);
}
