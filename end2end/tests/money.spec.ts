import { expect, test, type Page } from '@playwright/test';
import { breaches } from './accessibility';
import { contextOf } from './demo';
import { hydrated, newPerson, open, type Person } from './people';
import { screenshotOf } from './pictures';
import { account, openJob, seat, type Account } from './rest';

/** The browser of somebody who was made over REST. */
async function signedIn(person: Person, who: Account): Promise<Page> {
  await open(person.page, '/login');
  await person.page.getByLabel('Email').fill(who.email);
  await person.page.getByLabel('Password').fill(who.password);
  await person.page.getByRole('button', { name: 'Sign in' }).click();
  await person.page.waitForURL(url => url.pathname !== '/login');
  await hydrated(person.page);
  return person.page;
}

/** Does the work of a seat and hands it in. */
async function handIn(page: Page, tester: Account, job: string) {
  const taken = await seat(tester, job);
  await tester.upload(taken.submission, await screenshotOf(page), { step_id: taken.steps[0] });
  await tester.patch(`/submissions/${taken.submission}`, {
    steps: taken.steps.map(step_id => ({ step_id, verdict: 'pass', actual: 'As said' })),
    summary: 'Fine',
    environment: 'Firefox',
  });
  await tester.post(`/submissions/${taken.submission}/submit`);
  return taken;
}

test('a client pays in, saves a card, pays from the balance, adds seats and takes the money back', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const person = await newPerson(browser, 'carla');
  const page = await signedIn(person, client);

  await test.step('a card is saved and offered first', async () => {
    await open(page, '/wallet/methods');
    expect(await breaches(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save card' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Visa ···· 4242' })).toContainText('Offered first');
  });

  await test.step('money is paid in', async () => {
    await open(page, '/wallet');
    await page.getByRole('button', { name: 'Pay in…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pay into your balance' });
    await dialog.getByLabel('Amount to pay in').fill('100');
    await expect(dialog.getByRole('radio', { name: /Visa ···· 4242/ })).toBeChecked();
    await dialog.getByRole('button', { name: 'Pay in' }).click();
    await expect(page.getByRole('region', { name: 'Balance', exact: true }).first()).toContainText('$100.00');
  });

  const job = await test.step('a draft is paid from the balance', async () => {
    const project = await client.post('/projects', { name: 'Shop', description: '', app_url: 'https://shop.example.org' });
    const draft = await client.post('/jobs', {
      project_id: project.id,
      title: 'Look at the shop',
      description: 'Walk one step.',
      price_cents: 2000,
      slots: 2,
      journey: { steps: [{ action: 'Look', expected: 'It is there' }] },
    });
    await open(page, `/jobs/${draft.id}`);
    await page.getByRole('button', { name: 'Publish…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /Your balance, \$100.00/ }).check();
    await dialog.getByRole('button', { name: 'Pay $46.00 and publish' }).click();
    await expect(dialog).toBeHidden();
    expect(await client.get('/wallet')).toMatchObject({ balance_cents: 5400, held_cents: 4600 });
    return draft.id;
  });

  await test.step('more seats: the exact sum before one agrees', async () => {
    await page.getByRole('button', { name: 'Add seats or pay' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add seats or pay' });
    await dialog.getByLabel('Seats').fill('3');
    await dialog.getByLabel('Pay per tester').fill('25');
    // 75.00 are 35.00 more than 40.00; 15 % on top.
    await dialog.getByRole('button', { name: 'Pay $40.25' }).click();
    await expect(dialog).toBeHidden();
    expect(await client.get(`/jobs/${job}`)).toMatchObject({ slots: 3, price_cents: 2500 });
    expect(await client.get('/wallet')).toMatchObject({ balance_cents: 5400, held_cents: 8625 });
  });

  await test.step('cancelled, all of it becomes balance', async () => {
    await page.getByRole('button', { name: 'Cancel job' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
    await dialog.getByRole('radio', { name: /Your balance/ }).check();
    await dialog.getByRole('button', { name: 'Cancel and refund free seats' }).click();
    await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible();
    expect(await client.get('/wallet')).toMatchObject({ balance_cents: 14025, held_cents: 0 });
  });

  await test.step('and goes back to the card', async () => {
    await open(page, '/wallet');
    await page.getByRole('button', { name: 'Send back…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send the balance back' });
    await dialog.getByLabel('Amount to send back').fill('140.25');
    await dialog.getByRole('button', { name: 'Send back' }).click();
    await expect.poll(async () => (await client.get('/wallet')).balance_cents).toBe(0);
  });
  expect(person.troubles).toEqual([]);
  await person.context.close();
  await client.dispose();
});

test('a payout comes back and says why, and a tip is all of the testers', async ({ browser, baseURL }) => {
  const [client, tester] = [await account(baseURL!, 'Cora Client', 'client'), await account(baseURL!, 'Tilo Tester', 'tester')];
  const [owner, worker] = [await newPerson(browser, 'cora'), await newPerson(browser, 'tilo')];
  const job = await openJob(client, `Payouts ${Date.now()}`);
  const page = await signedIn(worker, tester);
  const work = await handIn(page, tester, job);
  await client.post(`/submissions/${work.submission}/approve`, { rating: 5 });

  await test.step('the tester chooses a bank that is closed', async () => {
    await open(page, '/wallet/methods');
    await page.getByRole('radio', { name: /Closed account/ }).check();
    await page.getByRole('button', { name: 'Use this bank' }).click();
    await expect(page.getByText('Test bank ···· 1113')).toBeVisible();
  });

  await test.step('the payout comes back', async () => {
    await open(page, '/wallet');
    await page.getByLabel('Amount', { exact: true }).fill('20');
    await page.getByRole('button', { name: 'Pay out' }).click();
    await expect(page.getByText('Came back', { exact: true })).toBeVisible();
    await expect(page.getByText(/The bank account is closed/)).toBeVisible();
    expect(await tester.get('/wallet')).toMatchObject({ available_cents: 2500 });
  });

  await test.step('the client tips', async () => {
    const desk = await signedIn(owner, client);
    await open(desk, `/jobs/${job}/review`);
    await desk.getByRole('button', { name: 'Add a tip…' }).click();
    const dialog = desk.getByRole('dialog', { name: 'Add a tip' });
    await dialog.getByLabel('Tip', { exact: true }).fill('5');
    await dialog.getByRole('button', { name: 'Give the tip' }).click();
    await expect(desk.getByText('Tilo Tester is told of your tip.')).toBeVisible();
    expect(await tester.get('/wallet')).toMatchObject({ available_cents: 3000 });
  });
  expect([...owner.troubles, ...worker.troubles]).toEqual([]);
  for (const one of [owner, worker]) await one.context.close();
  for (const one of [client, tester]) await one.dispose();
});

test('a rejection is disputed, and an admin decides on it in part', async ({ browser, baseURL }) => {
  const [client, tester] = [await account(baseURL!, 'Cleo Client', 'client'), await account(baseURL!, 'Tara Tester', 'tester')];
  const worker = await newPerson(browser, 'tara');
  const title = `Disputed ${Date.now()}`;
  const page = await signedIn(worker, tester);
  const work = await handIn(page, tester, await openJob(client, title, { slots: 1 }));
  await client.post(`/submissions/${work.submission}/reject`, { reason: 'incomplete', comment: 'Step 2 is missing.' });

  await test.step('the tester disputes', async () => {
    await open(page, `/claims/${work.claim}`);
    await page.getByText('Dispute this rejection').click();
    await page.getByLabel('Why the rejection is wrong').fill('The picture shows step 2.');
    await page.getByRole('button', { name: 'Dispute', exact: true }).click();
    await expect(page.getByText('You dispute this. $25.00 is set aside until an admin has decided.')).toBeVisible();
    expect(await tester.get('/wallet')).toMatchObject({ pending_cents: 2500 });
  });

  await test.step('the admin reads both sides and decides', async () => {
    const context = await contextOf(browser, 'ada');
    const desk = await context.newPage();
    await open(desk, '/admin');
    const box = desk.getByRole('listitem').filter({ hasText: title }).filter({ has: desk.getByRole('button', { name: 'Decide' }) });
    await expect(box).toContainText('The picture shows step 2.');
    await box.getByLabel('To the tester').fill('10');
    await box.getByLabel('Why, for both sides').fill('Two of three steps are shown.');
    await box.getByRole('button', { name: 'Decide' }).click();
    await expect(box).toBeHidden();
    await open(desk, '/admin/books');
    // Twenty are shown at a time, and other tests book, too.
    const decided = desk.getByText('Dispute decided').first();
    const more = desk.getByRole('link', { name: 'Show more' });
    await expect(decided.or(more).first()).toBeVisible();
    while (!(await decided.isVisible())) await open(desk, (await more.getAttribute('href'))!);
    expect(await breaches(desk)).toEqual([]);
    await context.close();
  });

  await test.step('the tester reads the ruling', async () => {
    await open(page, `/claims/${work.claim}`);
    await expect(page.getByText('An admin has decided: $10.00 of $25.00 is yours.')).toBeVisible();
    await expect(page.getByText('Two of three steps are shown.')).toBeVisible();
    expect(await tester.get('/wallet')).toMatchObject({ available_cents: 1000, pending_cents: 0 });
  });
  expect(worker.troubles).toEqual([]);
  await worker.context.close();
  for (const one of [client, tester]) await one.dispose();
});
