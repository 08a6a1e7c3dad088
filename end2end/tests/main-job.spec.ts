import { expect, test, type Page } from '@playwright/test';
import { hydrated, newPerson, open, register } from './people';
import { pixelsOf, screenshotOf } from './pictures';

// Pay of 25.00 for one of two seats; the fee of 15 % comes on top: 50.00 + 7.50.
const TOTAL = '$57.50';

test('a job is posted, paid, claimed, walked with annotated evidence, approved and paid out', async ({ browser }) => {
  const client = await newPerson(browser, 'client');
  const tester = await newPerson(browser, 'tester');
  const title = `Checkout of a basket ${Date.now()}`;

  await test.step('the client makes a project and a job', async () => {
    await register(client, 'Carla Client', 'client');
    await open(client.page, '/projects');
    await client.page.getByLabel('Name', { exact: true }).fill('Corner shop');
    await client.page.getByLabel('Description').fill('Groceries from around the corner.');
    await client.page.getByLabel('App address').fill('https://shop.example.org');
    await client.page.getByRole('button', { name: 'Create project' }).click();
    await client.page.waitForURL(/\/projects\/[0-9a-f]+/);
    const project = new URL(client.page.url()).pathname.split('/').pop();
    await open(client.page, `/jobs/new?project=${project}`);
    await fillJob(client.page, title);
    await client.page.getByRole('button', { name: 'Save draft' }).click();
    await client.page.waitForURL(/\/jobs\/[0-9a-f]+$/);
    await hydrated(client.page);
  });
  const job = new URL(client.page.url()).pathname;

  await test.step('a declined card leaves a draft and says why; a good one opens the job', async () => {
    await client.page.getByRole('button', { name: 'Publish…' }).click();
    const dialog = client.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /declined/i }).first().check();
    await dialog.getByRole('button', { name: `Pay ${TOTAL} and publish` }).click();
    await expect(dialog.getByRole('alert')).toContainText('declined');
    await dialog.getByRole('radio', { name: /pm_card_visa$|Visa/ }).first().check();
    await dialog.getByRole('button', { name: `Pay ${TOTAL} and publish` }).click();
    await expect(dialog).toBeHidden();
    await expect(client.page.getByText('Open', { exact: true }).first()).toBeVisible();
    await expectCents(client.page, { available_cents: 0, held_cents: 5750, pending_cents: 0 });
  });

  await test.step('the tester finds it and takes a seat', async () => {
    await register(tester, 'Timo Tester', 'tester');
    await open(tester.page, `/jobs?q=${encodeURIComponent(title)}`);
    await tester.page.getByRole('link', { name: title }).click();
    // On a wide screen the job opens beside the list; its own page is a press away.
    await tester.page.waitForURL(url => url.searchParams.get('job') === job.split('/').pop());
    await tester.page.getByRole('region', { name: 'Job', exact: true }).getByRole('button', { name: 'Claim a seat' }).click();
    await tester.page.waitForURL(/\/claims\/[0-9a-f]+/);
    await hydrated(tester.page);
  });
  const claim = new URL(tester.page.url()).pathname;

  await test.step('handing in too early says what is missing', async () => {
    await tester.page.getByRole('button', { name: 'Hand in' }).first().click();
    await expect(tester.page.getByText('Step 2 has no verdict yet.')).toBeVisible();
    await expect(tester.page.getByText('Step 1 needs a screenshot.')).toBeVisible();
  });

  await test.step('the tester annotates a screenshot with the mouse', async () => {
    await annotate(tester.page);
    const shot = await firstScreenshot(tester.page, claim);
    const kinds = shot.scene.shapes.map((shape: { type?: string; kind?: { type: string } }) => shape.type ?? shape.kind?.type);
    expect(kinds).toEqual(['rect', 'redact']);
    const redact = shot.scene.shapes[1];
    const middle = { x: Math.round(redact.x + redact.w / 2), y: Math.round(redact.y + redact.h / 2) };
    const rect = shot.scene.shapes[0];
    const border = { x: Math.round(rect.x), y: Math.round(rect.y + rect.h / 2) };
    const flattened = await pixelsOf(tester.page, shot.url, [middle, border]);
    expect(flattened[0]).toEqual([0, 0, 0, 255]);
    expect(flattened[1]).toEqual([225, 29, 72, 255]);
    // What was redacted is gone from the original as well; the rectangle is not on it.
    const original = await pixelsOf(tester.page, shot.original_url, [middle, border]);
    expect(original[0]).toEqual([0, 0, 0, 255]);
    expect(original[1]).not.toEqual([225, 29, 72, 255]);
  });

  await test.step('the tester gives verdicts, reports a bug and hands in', async () => {
    await walk(tester.page);
    await reportBug(tester.page);
    await expect(tester.page.getByText(/^Saved/).first()).toBeVisible();
    await tester.page.getByRole('button', { name: 'Hand in' }).first().click();
    await expect(tester.page.getByText(/handed in/i).first()).toBeVisible();
    await expectCents(tester.page, { available_cents: 0, held_cents: 0, pending_cents: 2500 });
  });

  await test.step('the client reviews and approves', async () => {
    await open(client.page, job);
    await client.page.getByRole('link', { name: /Review submissions/ }).first().click();
    await client.page.waitForURL(`**${job}/review`);
    await hydrated(client.page);
    await expect(client.page.getByText('The total counts one article twice').first()).toBeVisible();
    await client.page.getByRole('radio', { name: '5 stars' }).check({ force: true });
    await client.page.getByRole('button', { name: 'Approve and pay $25.00' }).click();
    await expect(client.page.getByText('Approved').first()).toBeVisible();
    await expectCents(client.page, { available_cents: 0, held_cents: 2875, pending_cents: 0 });
  });

  await test.step('the tester sees the money and has it paid out', async () => {
    await open(tester.page, '/wallet');
    await expect(tester.page.getByRole('region', { name: 'Available' }).or(tester.page.getByLabel('Available')).first()).toContainText('$25.00');
    await expectCents(tester.page, { available_cents: 2500, held_cents: 0, pending_cents: 0 });
    await tester.page.getByLabel('Amount').fill('20.00');
    await tester.page.getByRole('button', { name: 'Pay out' }).click();
    await expect(tester.page.getByText('$5.00').first()).toBeVisible();
    await expectCents(tester.page, { available_cents: 500, held_cents: 0, pending_cents: 0 });
    await expect.poll(async () => (await api(tester.page, '/wallet/payouts')).items[0].status).toBe('paid');
  });

  expect(client.troubles.filter(expectedRefusal)).toEqual([]);
  expect(tester.troubles.filter(expectedRefusal)).toEqual([]);
  await client.context.close();
  await tester.context.close();
});

/** Chromium notes every refused request in the console; the declined card and the early hand-in are meant to be refused. */
function expectedRefusal(trouble: string): boolean {
  return !/Failed to load resource: the server responded with a status of (402|422)/.test(trouble);
}

async function fillJob(page: Page, title: string): Promise<void> {
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Description').fill('Put two articles into the basket and pay. Watch the total.');
  await page.getByLabel('Pay per tester').fill('25.00');
  await page.getByLabel('Seats').fill('2');
  await page.getByLabel('In scope').fill('Basket and checkout');
  await page.getByLabel('Step 1: what to do').fill('Put two articles into the basket');
  await page.getByLabel('Step 1: what should happen').fill('The total is the sum of both');
  await page.getByLabel('Step 1: screenshot needed').check();
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByLabel('Step 2: what to do').fill('Pay by card');
  await page.getByLabel('Step 2: what should happen').fill('A receipt is shown');
}

async function annotate(page: Page): Promise<void> {
  await page.getByLabel('Add screenshots').first().setInputFiles({
    name: 'basket.png',
    mimeType: 'image/png',
    buffer: await screenshotOf(page),
  });
  const canvas = page.getByTestId('annotator-canvas');
  await expect(canvas).toHaveAttribute('aria-busy', 'false');
  const box = await canvas.boundingBox();
  if (!box) throw new Error('the canvas has no box');
  const drag = async (x1: number, y1: number, x2: number, y2: number) => {
    await page.mouse.move(box.x + box.width * x1, box.y + box.height * y1);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * ((x1 + x2) / 2), box.y + box.height * ((y1 + y2) / 2), { steps: 4 });
    await page.mouse.move(box.x + box.width * x2, box.y + box.height * y2, { steps: 4 });
    await page.mouse.up();
  };
  await page.getByRole('button', { name: 'Rectangle' }).click();
  await drag(0.3, 0.35, 0.45, 0.5);
  // Drawn, taken back, and brought again: what is saved is what is seen.
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await page.getByRole('button', { name: 'Redact' }).click();
  await drag(0.55, 0.4, 0.65, 0.55);
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect(canvas).toBeHidden();
}

async function walk(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Fail (F)' }).click();
  await page.getByLabel('What happened').fill('The first article was counted twice.');
  await page.getByRole('button', { name: /^(Step )?2\b/ }).or(page.getByRole('link', { name: /^(Step )?2\b/ })).first().click();
  await page.getByRole('button', { name: 'Pass (P)' }).click();
  await expect(page.getByRole('button', { name: 'Pass (P)' })).toHaveAttribute('aria-pressed', 'true');
}

async function reportBug(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Report a problem' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('The total counts one article twice');
  await dialog.getByLabel('Severity').selectOption('high');
  await dialog.getByLabel('Steps to reproduce').fill('Add apples, add bread, look at the total.');
  await dialog.getByLabel('Expected').fill('5.00');
  await dialog.getByLabel('Actual').fill('7.50');
  await dialog.getByRole('button', { name: 'Add bug report' }).click();
  await expect(dialog).toBeHidden();
}

async function api(page: Page, path: string): Promise<any> {
  const response = await page.request.get(`/api/v1${path}`);
  expect(response.status(), path).toBe(200);
  return response.json();
}

async function expectCents(page: Page, cents: Record<string, number>): Promise<void> {
  expect(await api(page, '/wallet')).toMatchObject(cents);
}

async function firstScreenshot(page: Page, claim: string): Promise<any> {
  const workbench = await api(page, claim);
  expect(workbench.submission.screenshots).toHaveLength(1);
  return workbench.submission.screenshots[0];
}
