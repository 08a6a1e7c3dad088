import { expect, test, type Page } from '@playwright/test';
import { join } from 'node:path';
import { breaches } from './accessibility';
import { hydrated, newPerson, open, type Person } from './people';
import { account, type Account } from './rest';
import { FakeStripe, Hub } from './stripe';
import { output } from './surroundings';

const stripe = new FakeStripe();
const hub = new Hub();

test.beforeAll(async () => {
  await stripe.start();
  await hub.start(stripe);
});

test.afterAll(async () => {
  await hub.stop();
  stripe.stop();
});

async function signedIn(person: Person, who: Account): Promise<Page> {
  await open(person.page, '/login');
  await person.page.getByLabel('Email').fill(who.email);
  await person.page.getByLabel('Password').fill(who.password);
  await person.page.getByRole('button', { name: 'Sign in' }).click();
  await person.page.waitForURL(url => url.pathname !== '/login');
  await hydrated(person.page);
  return person.page;
}

/** For whoever wants to look at it. */
async function picture(page: Page, name: string): Promise<void> {
  for (const [width, scheme] of [[1440, 'light'], [360, 'dark']] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(output, 'pages', `stripe-${name}-${width}-${scheme}.png`) });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function draft(client: Account, title: string): Promise<string> {
  const project = await client.post('/projects', { name: 'Shop', description: '', app_url: 'https://shop.example.org' });
  const step = { action: 'Look', expected: 'It is there', evidence_required: false };
  const job = { project_id: project.id, title, description: 'Walk one step.', price_cents: 2500, slots: 2, journey: { steps: [step] } };
  return (await client.post('/jobs', job)).id;
}

test('a client saves a card and pays on pages of Stripe; a test card is not offered', async ({ browser }) => {
  const client = await account(hub.url, 'Carla Client', 'client');
  const person = await newPerson(browser, 'carla', { baseURL: hub.url });
  const page = await signedIn(person, client);

  const job = await draft(client, 'Paid on a page');
  await open(page, `/jobs/${job}`);
  await page.getByRole('button', { name: 'Publish…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /A new card/ })).toBeChecked();
  await expect(dialog.getByText('Sandbox')).toHaveCount(0);
  await expect(dialog.getByText('pm_card')).toHaveCount(0);
  expect(await breaches(page)).toEqual([]);
  await picture(page, 'publish');
  const pay = dialog.getByRole('button', { name: 'Pay $57.50 and publish' });

  await test.step('turning back leaves a draft', async () => {
    await pay.click();
    await page.getByRole('link', { name: 'Back' }).click();
    await hydrated(page);
    await page.getByRole('button', { name: 'Publish…' }).click();
  });
  await pay.click();
  await page.getByRole('button', { name: 'Pay 5750 cents' }).click();
  await hydrated(page);
  await expect(page).toHaveURL(new RegExp(`/jobs/${job}`));
  await expect.poll(async () => (await client.get(`/jobs/${job}`)).status).toBe('open');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Publish…' })).toHaveCount(0);

  await open(page, '/wallet/methods');
  await picture(page, 'methods');
  await page.getByRole('button', { name: 'Save a card' }).click();
  await page.waitForURL(url => url.pathname.startsWith('/pages/'));
  await page.getByRole('button', { name: 'Save a card' }).click();
  await hydrated(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'Visa ···· 4242' })).toContainText('Offered first');
  expect(person.troubles).toEqual([]);
  await client.dispose();
});

test('a tester gives a bank on a page of Stripe', async ({ browser }) => {
  const tester = await account(hub.url, 'Timo Tester', 'tester');
  const person = await newPerson(browser, 'timo', { baseURL: hub.url });
  const page = await signedIn(person, tester);
  await open(page, '/wallet/methods');
  await picture(page, 'bank');
  await page.getByRole('button', { name: 'Give your bank' }).click();
  await page.getByRole('button', { name: 'Give a bank' }).click();
  await hydrated(page);
  await expect(page.getByText('STRIPE TEST BANK ···· 6789')).toBeVisible();
  expect(person.troubles).toEqual([]);
  await tester.dispose();
});

test('a page may send its forms on to Stripe and to nobody else', async ({ request }) => {
  const policy = (await request.get(`${hub.url}/jobs`)).headers()['content-security-policy'];
  expect(policy).toContain("form-action 'self' https://checkout.stripe.com https://connect.stripe.com;");
  expect((await request.get('/jobs')).headers()['content-security-policy']).toContain("form-action 'self';");
});
