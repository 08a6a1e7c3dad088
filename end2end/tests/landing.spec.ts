import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import { confirmAddress, freshEmail, hydrated, newPerson, open, register } from './people';

const PAGES = ['/', '/terms', '/privacy', '/register'];
// As the server was started, if by hand; .ci/e2e leaves it unset.
const OPERATOR = process.env.OPERATOR_NAME ?? 'the operator of this site';

/** Somebody who uses the REST interface: signs up and gives what their calls carry. */
async function account(request: APIRequestContext, role: 'client' | 'tester'): Promise<Record<string, string>> {
  const credentials = { email: freshEmail(role), password: 'a-long-password' };
  const made = await request.post('/api/v1/auth/register', { data: { ...credentials, full_name: `Rest ${role}`, role } });
  expect(made.status()).toBe(201);
  await confirmAddress(request, credentials.email);
  const { access_token } = await (await request.post('/api/v1/auth/login', { data: credentials })).json();
  return { Authorization: `Bearer ${access_token}` };
}

async function call(request: APIRequestContext, headers: Record<string, string>, path: string, data: object = {}): Promise<any> {
  const response = await request.post(`/api/v1${path}`, { headers, data });
  expect(response.ok(), `${response.status()} ${path}: ${await response.text()}`).toBe(true);
  return response.json();
}

async function openJobs(request: APIRequestContext): Promise<any[]> {
  const jobs: any[] = [];
  for (let cursor = ''; ; ) {
    const page = await (await request.get(`/api/v1/jobs?limit=100${cursor}`)).json();
    jobs.push(...page.items);
    if (!page.next_cursor) return jobs;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

/** A figure of the strip under the picture, as it stands there. */
async function figure(page: Page, words: RegExp): Promise<string | undefined> {
  const told = page.getByLabel('PeerTest Hub at this moment').locator('div').filter({ has: page.getByText(words) });
  return (await told.count()) > 0 ? told.locator('dd').innerText() : undefined;
}

test('figures and jobs are those of the database', async ({ page, request }) => {
  const [client, tester] = [await account(request, 'client'), await account(request, 'tester')];
  const title = `Landing ${Date.now()}`;
  const project = await call(request, client, '/projects', {
    name: 'Corner shop',
    description: 'Groceries from around the corner.',
    app_url: 'https://shop.example.org',
  });
  const job = await call(request, client, '/jobs', {
    project_id: project.id,
    title,
    description: 'Put two articles into the basket and pay.',
    price_cents: 2500,
    slots: 2,
    journey: { steps: [{ action: 'Pay', expected: 'A receipt', evidence_required: false }] },
  });
  await call(request, client, `/jobs/${job.id}/publish`, { payment_method: 'pm_card_visa' });

  // The newest jobs are those of the REST interface, at once. Other tests may publish one in between.
  await expect(async () => {
    const newest = (await openJobs(request)).slice(0, 4).map(each => each.title);
    await page.goto('/');
    const shown = page.getByRole('region', { name: 'Open right now' }).getByRole('listitem').getByRole('heading');
    expect(await shown.allInnerTexts()).toEqual(newest);
  }).toPass();
  const first = page.getByRole('region', { name: 'Open right now' }).getByRole('listitem').first();
  const name = await first.getByRole('heading').innerText();
  await first.getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  const claim = await call(request, tester, `/jobs/${job.id}/claims`);
  const draft = await call(request, tester, `/claims/${claim.id}/submission`);
  const steps = draft.steps.map((step: any) => ({ step_id: step.step_id, verdict: 'pass', actual: '' }));
  const patched = await request.patch(`/api/v1/submissions/${draft.id}`, { headers: tester, data: { steps } });
  expect(patched.ok()).toBe(true);
  await call(request, tester, `/submissions/${draft.id}/submit`);
  await call(request, client, `/submissions/${draft.id}/approve`, { rating: 5 });

  // Figures may be half a minute old.
  await expect(async () => {
    await page.goto('/');
    expect(await figure(page, /^open jobs?$/)).toBe(String((await openJobs(request)).length));
    const [testers, paid] = [await figure(page, /^testers?$/), await figure(page, /^paid to testers$/)];
    expect(Number(testers)).toBeGreaterThanOrEqual(1);
    expect(paid).toMatch(/^\$[\d,]+(\.\d\d)?$/);
    expect(Number(paid?.replace(/[$,]/g, ''))).toBeGreaterThanOrEqual(25);
  }).toPass({ timeout: 90_000, intervals: [1000, 5000] });
});

test('the doors lead to the work, and every link leads somewhere', async ({ browser, page, request }) => {
  await open(page, '/');
  const doors = page.getByRole('link', { name: 'Get your app tested' });
  await expect(doors.first()).toHaveAttribute('href', '/register?role=client');
  await expect(page.getByRole('link', { name: 'Earn by testing' }).first()).toHaveAttribute('href', '/register?role=tester');

  const hrefs = await page.getByRole('link').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''));
  for (const href of new Set(hrefs.filter(each => each.startsWith('/')))) {
    const response = await request.get(href);
    expect(response.status(), href).toBe(200);
    const anchor = href.split('#')[1];
    if (anchor) expect(await response.text(), href).toContain(`id="${anchor}"`);
  }

  await doors.first().click();
  await page.waitForURL('**/register?role=client');
  await expect(page.getByRole('radio', { name: 'Get an app tested' })).toBeChecked();
  for (const name of ['terms', 'privacy notice']) {
    await expect(page.getByRole('main').getByRole('link', { name })).toBeVisible();
  }

  const client = await newPerson(browser, 'client');
  await register(client, 'Lena Client', 'client');
  await open(client.page, '/');
  await expect(client.page.getByRole('link', { name: 'Get your app tested' }).first()).toHaveAttribute('href', '/jobs/new');
  await expect(client.page.getByRole('link', { name: 'Earn by testing' }).first()).toHaveAttribute('href', '/jobs');
  expect(client.troubles).toEqual([]);
  await client.context.close();
});

for (const theme of ['light', 'dark'] as const) {
  test(`pictures are shown in ${theme}, and nothing is asked of anybody else`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ colorScheme: theme, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const asked: string[] = [];
    const pictures = new Map<string, number>();
    page.on('request', each => asked.push(each.url()));
    const reading: Promise<unknown>[] = [];
    page.on('response', each => {
      const name = new URL(each.url()).pathname;
      if (name.startsWith('/images/')) reading.push(each.body().then(body => pictures.set(name, body.length), () => undefined));
    });
    await open(page, '/');
    await Promise.all(reading);
    const hero = [...pictures.keys()];
    expect(hero.filter(name => name.includes('/runner-'))).toEqual([expect.stringContaining(`/images/runner-${theme}-`)]);
    const steps = page.getByRole('region', { name: 'How a job goes' }).locator('picture img');
    await expect(steps).toHaveCount(4);
    for (const picture of await steps.all()) {
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
      expect(await picture.getAttribute('alt')).toBeTruthy();
    }
    await Promise.all(reading);
    for (const path of PAGES.slice(1)) await open(page, path);
    await Promise.all(reading);
    expect(asked.filter(url => !url.startsWith(`${baseURL}/`) && !url.startsWith('data:'))).toEqual([]);
    // One file for each picture, in the theme that is shown, and light enough for a phone.
    expect([...pictures.keys()].filter(name => !name.includes(`-${theme}-`))).toEqual([]);
    expect(pictures.size).toBe(5);
    for (const [name, bytes] of pictures) expect(bytes, name).toBeLessThan(46 * 1024);
    await context.close();
  });
}

test('a theme that was chosen against the system shows its own pictures', async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: 'light' });
  await context.addInitScript(() => localStorage.setItem('theme', 'dark'));
  const page = await context.newPage();
  await open(page, '/');
  const shown = page.getByRole('img', { name: /A tester at work/ });
  await expect(shown).toHaveCount(1);
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.currentSrc)).toContain('/images/runner-dark-');
  await context.close();
});

test('terms and privacy name the operator and the rules as they are set', async ({ browser }) => {
  const reader = await newPerson(browser, 'reader');
  const { page } = reader;
  await open(page, '/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Terms' }).click();
  await page.waitForURL('**/terms');
  await expect(page.getByRole('heading', { level: 1, name: 'Terms of use' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(OPERATOR);
  for (const rule of ['platform fee of 15 %', '7 days after work was handed in', 'A seat is yours for 24 hours', 'after 72 hours']) {
    await expect(page.getByRole('main')).toContainText(rule);
  }
  const contents = page.getByRole('navigation', { name: 'Contents' }).getByRole('link');
  expect(await contents.count()).toBeGreaterThan(10);
  await contents.filter({ hasText: 'Payment' }).click();
  await expect(page).toHaveURL(/#payment$/);
  await expect(page.getByRole('heading', { name: /Payment, and how it is held/ })).toBeInViewport();

  await page.getByRole('contentinfo').getByRole('link', { name: 'Privacy' }).click();
  await page.waitForURL('**/privacy');
  await expect(page.getByRole('heading', { level: 1, name: 'Privacy notice' })).toBeVisible();
  for (const told of [OPERATOR, 'pth_access', 'pth_refresh', 'HttpOnly', 'Only their pixels are kept']) {
    await expect(page.getByRole('main')).toContainText(told);
  }
  // The cookies it names are the ones that a sign-in sets, and there are no others.
  await register(reader, 'Rita Reader', 'tester');
  const cookies = (await reader.context.cookies()).map(cookie => [cookie.name, cookie.httpOnly]);
  expect(cookies.sort()).toEqual([['pth_access', true], ['pth_refresh', true]]);
  expect(reader.troubles).toEqual([]);
  await reader.context.close();
});

test('reads without JavaScript, and fits a phone', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('contentinfo').getByRole('link', { name: 'Privacy' })).toBeVisible();
    // A page that is too wide can be scrolled sideways.
    await page.mouse.move(180, 300);
    await page.mouse.wheel(400, 0);
    const box = await page.getByRole('main').boundingBox();
    expect(box?.x, path).toBe(0);
    expect(box?.width, path).toBeLessThanOrEqual(360);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
  }
  await page.goto('/');
  await expect(page).toHaveTitle('Real people test your app · PeerTest Hub');
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${baseURL}/`);
  await expect(page.locator('meta[property="og:image"]')).toHaveAttribute('content', `${baseURL}/images/review-light-1280.webp`);
  const answer = page.getByText('You set the pay per tester');
  await expect(answer).toBeHidden();
  await page.getByText('What does it cost to have an app tested?').click();
  await expect(answer).toContainText('you pay $115.00');
  await page.getByRole('link', { name: 'Get your app tested' }).first().click();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
  await context.close();
});

test('questions are found from every page', async ({ page }) => {
  await open(page, '/jobs');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Questions' }).click();
  await page.waitForURL('**/#questions');
  await hydrated(page);
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeInViewport();
});
