import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { newPerson, open, register, type Person } from './people';

// What others do shows without a reload. They do it from browsers of their own, over REST: what is looked at here is the
// page of whoever watches.

const TITLE = 'Search in the archive';

async function call(page: Page, method: string, path: string, data?: unknown): Promise<any> {
  const response = await page.request.fetch(`/api/v1${path}`, { method, data });
  expect(response.ok(), `${method} ${path} → ${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}

async function person(browser: Browser, name: string, role: 'client' | 'tester'): Promise<Person> {
  const someone = await newPerson(browser, name.split(' ')[0].toLowerCase());
  await register(someone, name, role);
  return someone;
}

async function openJob({ page }: Person, slots: number): Promise<string> {
  const project = await call(page, 'POST', '/projects', { name: 'Archive', description: '', app_url: 'https://archive.example.org' });
  const job = await call(page, 'POST', '/jobs', {
    project_id: project.id,
    title: TITLE,
    description: 'Look for a newspaper of your birthday and open it.',
    price_cents: 2500,
    slots,
    journey: { steps: [{ action: 'Search for a date', expected: 'Newspapers of that day', evidence_required: false }] },
  });
  await call(page, 'POST', `/jobs/${job.id}/publish`, { payment_method: 'pm_card_visa' });
  return job.id;
}

/** Takes a seat and hands in; gives the claim and the submission. */
async function handIn({ page }: Person, job: string): Promise<{ claim: string; submission: string }> {
  const claim = await call(page, 'POST', `/jobs/${job}/claims`);
  const submission = await call(page, 'POST', `/claims/${claim.id}/submission`);
  const steps = submission.steps.map((step: { step_id: string }) => ({ step_id: step.step_id, verdict: 'pass', actual: '' }));
  await call(page, 'PATCH', `/submissions/${submission.id}`, { steps });
  await call(page, 'POST', `/submissions/${submission.id}/submit`);
  return { claim: claim.id, submission: submission.id };
}

/** Some words where they can be seen: wide screens and phones have their own place for the same facts. */
function shown(page: Page, words: string): Locator {
  return page.getByText(words).filter({ visible: true }).first();
}

/** Leaves a mark that only a new document would wipe away. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
}

async function expectSameDocument(page: Page): Promise<void> {
  await expect(page.locator('html[data-same]')).toHaveCount(1);
}

/** Opens a page and waits until its stream is open, so that what follows is not what the page was drawn with. */
async function watch(page: Page, path: string): Promise<void> {
  // The page before has a stream as well, which may be about to open.
  await page.goto('about:blank');
  const stream = page.waitForResponse(response => response.url().includes('/api/v1/events'));
  await open(page, path);
  expect((await stream).status()).toBe(200);
  await mark(page);
}

async function leave(...people: Person[]): Promise<void> {
  for (const someone of people) {
    expect(someone.troubles).toEqual([]);
    await someone.context.close();
  }
}

test('what is handed in joins the review queue while a comment is being typed', async ({ browser }) => {
  const client = await person(browser, 'Clara Client', 'client');
  const first = await person(browser, 'Tom First', 'tester');
  const second = await person(browser, 'Tia Second', 'tester');
  const job = await openJob(client, 3);
  const page = client.page;

  await test.step('an empty desk fills itself', async () => {
    await watch(page, `/jobs/${job}/review`);
    await expect(page.getByText('Nothing has been handed in yet')).toBeVisible();
    await handIn(first, job);
    await expect(page.getByRole('heading', { name: 'Tom First' })).toBeVisible();
  });

  await test.step('a second one does not disturb', async () => {
    const comment = page.getByLabel('What should change');
    await comment.fill('Please name the');
    await comment.press('End');
    await handIn(second, job);
    const queue = page.getByRole('navigation', { name: 'Submissions' });
    await expect(queue.getByRole('link')).toHaveCount(2);
    await expect(queue.getByRole('link').nth(1)).toContainText('Tia Second');
    await expect(queue).toContainText('2 waiting');
    await expect(page.getByRole('status').filter({ hasText: 'Tia Second has handed in.' })).toBeVisible();
    await expect(comment).toHaveValue('Please name the');
    await expect(comment).toBeFocused();
    await page.keyboard.type(' browser.');
    await expect(comment).toHaveValue('Please name the browser.');
    await expect(page.getByRole('heading', { name: 'Tom First' })).toBeVisible();
    await expect(queue.locator('[aria-current=true]')).toContainText('Tom First');
  });

  await expectSameDocument(page);
  await leave(client, first, second);
});

test('seats show on the job page and the dashboard as they are taken and given back', async ({ browser }) => {
  const client = await person(browser, 'Clara Client', 'client');
  const tester = await person(browser, 'Tom Tester', 'tester');
  const job = await openJob(client, 2);
  const page = client.page;
  const dashboard = await client.context.newPage();
  await watch(dashboard, '/dashboard');
  await watch(page, `/jobs/${job}`);
  await expect(shown(page, '2 of 2 seats left')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Review submissions' })).toHaveCount(0);

  // An open dialog is not closed by what happens behind it.
  await page.getByRole('button', { name: 'Cancel job' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
  await expect(dialog).toBeVisible();
  const claim = await call(tester.page, 'POST', `/jobs/${job}/claims`);
  await expect(shown(page, '1 of 2 seats left')).toBeVisible();
  await expect(shown(dashboard, '1 of 2 seats left')).toBeVisible();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Review submissions' }).first()).toBeVisible();

  // The focus stays where it is as a list is loaded again.
  const link = dashboard.getByRole('link', { name: TITLE });
  await link.focus();
  await call(tester.page, 'POST', `/claims/${claim.id}/release`);
  await expect(shown(page, '2 of 2 seats left')).toBeVisible();
  await expect(shown(dashboard, '2 of 2 seats left')).toBeVisible();
  await expect(link).toBeFocused();

  await handIn(tester, job);
  await expect(dashboard.getByRole('region', { name: 'Needs you now' }).getByText('Tom Tester')).toBeVisible();
  await expectSameDocument(page);
  await expectSameDocument(dashboard);
  await leave(client, tester);
});

test('the decision reaches the runner, the money the wallet', async ({ browser }) => {
  const client = await person(browser, 'Clara Client', 'client');
  const tester = await person(browser, 'Tom Tester', 'tester');
  const job = await openJob(client, 1);
  const { claim, submission } = await handIn(tester, job);
  const page = tester.page;
  const wallet = await tester.context.newPage();
  await watch(wallet, '/wallet');
  await watch(page, `/claims/${claim}`);
  await expect(page.getByText('If they have not by')).toBeVisible();

  await call(client.page, 'POST', `/submissions/${submission}/request-changes`, { comment: 'Name the browser.' });
  await expect(page.getByText('Name the browser.')).toBeVisible();
  const environment = page.getByLabel('Environment');
  await environment.fill('Firefox 140 on Debian');
  await expect(page.getByText(/^Saved/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Hand in' }).first().click();
  await expect(page.getByText('If they have not by')).toBeVisible();

  await expect(wallet.getByLabel('Available').first()).toContainText('$0.00');
  await wallet.getByLabel('Amount').fill('12.5');
  await call(client.page, 'POST', `/submissions/${submission}/approve`, { rating: 5 });
  await expect(page.getByText('Your work is approved and paid.')).toBeVisible();
  await expect(page.getByText('Rated 5 of 5 stars.')).toBeVisible();
  await expect(wallet.getByLabel('Available').first()).toContainText('$25.00');
  await expect(wallet.locator('summary').filter({ hasText: 'Work approved' })).toBeVisible();
  await expect(wallet.getByLabel('Amount')).toHaveValue('12.5');
  await wallet.getByRole('button', { name: 'Pay out' }).click();
  await expect(wallet.getByText('Paid', { exact: true })).toBeVisible();
  await expect(wallet.getByLabel('Available').first()).toContainText('$12.50');
  await expectSameDocument(page);
  await expectSameDocument(wallet);
  await leave(client, tester);
});

test('a hidden tab lets go of its stream and catches up behind the last event it heard', async ({ browser }) => {
  const client = await person(browser, 'Clara Client', 'client');
  const tester = await person(browser, 'Tom Tester', 'tester');
  const job = await openJob(client, 2);
  const page = client.page;
  await watch(page, `/jobs/${job}`);
  const claim = await call(tester.page, 'POST', `/jobs/${job}/claims`);
  await expect(shown(page, '1 of 2 seats left')).toBeVisible();

  const turn = (hidden: boolean) =>
    page.evaluate(hidden => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, hidden);
  const over = page.waitForEvent('requestfailed', request => request.url().includes('/api/v1/events'));
  await turn(true);
  await over;
  await call(tester.page, 'POST', `/claims/${claim.id}/release`);
  // Nothing is heard meanwhile: the page still says what it said.
  await expect(shown(page, '1 of 2 seats left')).toBeVisible();
  const again = page.waitForRequest(request => request.url().includes('/api/v1/events'));
  await turn(false);
  expect(new URL((await again).url()).searchParams.get('after')).toBe('n0000000000000001');
  await expect(shown(page, '2 of 2 seats left')).toBeVisible();
  await expectSameDocument(page);
  await leave(client, tester);
});

test('nobody is listened for who has not signed in', async ({ browser }) => {
  const client = await person(browser, 'Clara Client', 'client');
  const streams: string[] = [];
  await client.page.goto('about:blank');
  client.page.on('request', request => {
    if (request.url().includes('/api/v1/events')) streams.push(request.url());
  });
  await watch(client.page, '/dashboard');
  expect(streams).toHaveLength(1);
  await client.page.getByRole('button', { name: /^Account of/ }).click();
  await client.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await client.page.waitForURL(url => url.pathname === '/');
  // The page that was left may have missed its stream, which ends with the session, and have asked for it once more.
  const before = streams.length;
  await open(client.page, '/jobs');
  await client.page.waitForLoadState('networkidle');
  expect(streams).toHaveLength(before);
  expect(client.troubles.filter(trouble => !trouble.includes('status of 401'))).toEqual([]);
  await client.context.close();
});
