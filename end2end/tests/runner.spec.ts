import { expect, test, type Browser, type Page } from '@playwright/test';
import { kept } from './kept';
import { hydrated, newPerson, open, type Person } from './people';
import { screenshotOf } from './pictures';
import { account, openJob, seat, type Account } from './rest';

let client: Account;
let tester: Account;

test.beforeAll(async ({ baseURL }) => {
  client = await account(baseURL!, 'Carla Client', 'client');
  tester = await account(baseURL!, 'Timo Tester', 'tester');
});

test.afterAll(async () => {
  await client.dispose();
  await tester.dispose();
});

const saved = (page: Page) => expect(page.getByTestId('save-status')).toHaveText('Saved');
/** What the browser notes of a save that was refused on purpose, or of a network that was cut on purpose. */
const meant = (trouble: string) => !/status of 409|ERR_INTERNET_DISCONNECTED/.test(trouble);

async function signIn(browser: Browser, who: Account, options = {}): Promise<Person> {
  const person = await newPerson(browser, 'person', options);
  await open(person.page, '/login');
  await person.page.getByLabel('Email').fill(who.email);
  await person.page.getByLabel('Password').fill(who.password);
  await person.page.getByRole('button', { name: 'Sign in' }).click();
  await person.page.waitForURL('/dashboard');
  return person;
}

test('the time at a step is counted while somebody is there, and told to the client', async ({ browser }) => {
  const job = await openJob(client, `Time${Date.now()}`);
  const { claim, submission, steps } = await seat(tester, job);
  const { page, context, troubles } = await signIn(browser, tester);
  await page.clock.install();
  await open(page, `/claims/${claim}`);
  const spent = page.getByTestId('spent');
  await expect(spent).toBeHidden();
  // Real time passes as well: half a minute of it changes none of these figures.
  await page.clock.runFor(80_000);
  await expect(spent).toContainText('1 min');
  // Nobody moves: five minutes are counted, and no more.
  await page.mouse.move(20, 20);
  await page.clock.runFor(30 * 60_000);
  await expect(spent).toContainText('6 min');
  await page.getByRole('link', { name: 'Next step →' }).click();
  await page.clock.runFor(2000);
  const kept = async () => (await tester.get(`/submissions/${submission}`)).steps.map((step: any) => step.seconds);
  await expect.poll(async () => (await kept())[0]).toBeGreaterThanOrEqual(375);
  expect((await kept())[0]).toBeLessThan(420);
  await page.getByRole('button', { name: 'Pass (P)' }).click();
  await page.clock.runFor(2000);
  await saved(page);
  // A hidden tab counts nothing.
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await page.clock.runFor(120_000);
  await expect(spent).toBeHidden();
  expect(troubles).toEqual([]);
  await context.close();

  await tester.upload(submission, await picture(browser), { step_id: steps[0] });
  await tester.patch(`/submissions/${submission}`, { steps: steps.map(step_id => ({ step_id, verdict: 'pass' })) });
  await tester.post(`/submissions/${submission}/submit`);
  const desk = await signIn(browser, client);
  await open(desk.page, `/jobs/${job}/review`);
  await expect(desk.page.getByText(/Time at the steps: 6 min/)).toBeVisible();
  await expect(desk.page.getByRole('listitem').filter({ hasText: 'Put a bike in the cart' }).getByText('6 min').first()).toBeVisible();
  const { claim: mine } = await tester.get(`/claims/${claim}`);
  await expect(desk.page.getByTestId('seal')).toHaveText(mine.seal);
  expect(desk.troubles).toEqual([]);
  await desk.context.close();
});

async function picture(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage();
  await page.setContent('<h1>Cart</h1>');
  const buffer = await screenshotOf(page);
  await page.close();
  return buffer;
}

test('the environment is filled in from the browser only as far as the tester agrees', async ({ browser }) => {
  const { claim, submission } = await seat(tester, await openJob(client, `Surroundings${Date.now()}`));
  const { page, context, troubles } = await signIn(browser, tester, { locale: 'de-AT', timezoneId: 'Europe/Vienna' });
  await open(page, `/claims/${claim}`);
  const environment = page.getByLabel('Environment');
  await environment.fill('On the train');
  await page.getByRole('button', { name: 'Fill in from this browser' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fill in from this browser' });
  await expect(dialog.getByRole('checkbox', { name: /^Browser:/ })).toBeChecked();
  await expect(environment).toHaveValue('On the train');
  await dialog.getByRole('checkbox', { name: 'Time zone: Europe/Vienna' }).uncheck();
  await dialog.getByRole('button', { name: 'Add these' }).click();
  await expect(dialog).toBeHidden();
  await expect(environment).toBeFocused();
  const { width, height } = page.viewportSize()!;
  const lines = (await environment.inputValue()).split('\n');
  expect(lines[0]).toBe('On the train');
  expect(lines).toContain(`• Window: ${width} × ${height}`);
  expect(lines).toContain('• Language: de-AT');
  expect(lines).toContain('• Connection: online');
  expect(lines.join()).toMatch(/• Browser: [^,]*Chrom[^,]* \d+/);
  expect(lines.join()).not.toContain('Vienna');
  // Again: the lines are replaced, and what was typed by hand stays.
  await page.setViewportSize({ width: 900, height: 700 });
  await page.getByRole('button', { name: 'Fill in from this browser' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'Window: 900 × 700' })).toBeChecked();
  for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
  await expect(dialog.getByRole('button', { name: 'Add these' })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /^Window:/ }).check();
  await dialog.getByRole('button', { name: 'Add these' }).click();
  await expect(environment).toHaveValue('On the train\n• Window: 900 × 700');
  await saved(page);
  expect((await tester.get(`/submissions/${submission}`)).environment).toBe('On the train\n• Window: 900 × 700');
  expect(troubles).toEqual([]);
  await context.close();
});

test('a report takes along what is known, and what the console said without its secrets', async ({ browser }) => {
  const { claim, submission, steps } = await seat(tester, await openJob(client, `Known${Date.now()}`));
  const { page, context, troubles } = await signIn(browser, tester);
  const shot = await tester.upload(submission, await screenshotOf(page), { step_id: steps[1] });
  await tester.patch(`/submissions/${submission}`, { steps: [{ step_id: steps[0], verdict: 'pass' }], environment: 'Firefox 145' });
  await open(page, `/claims/${claim}?step=2`);
  await page.getByRole('button', { name: 'Fail (F)' }).click();
  const dialog = page.getByRole('dialog', { name: 'Report a problem' });
  const how = dialog.getByLabel('Steps to reproduce');
  const report = page.getByRole('button', { name: 'Report a problem' });
  await report.click();
  await expect(how).toHaveValue('1. Put a bike in the cart (passed)\n2. Choose a colour (failed)\nEnvironment: Firefox 145');
  await expect(dialog.getByLabel('Expected')).toHaveValue('The picture changes');
  await expect(dialog.getByRole('checkbox', { name: 'Picture 1' })).toBeChecked();

  // What is typed stays, wherever the tester goes meanwhile; what is cleared stays clear.
  await how.fill('');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Next step →' }).click();
  await report.click();
  await expect(how).toHaveValue('');
  await expect(dialog.getByLabel('Expected')).toHaveValue('The picture changes');

  await dialog.getByText('What the console says').click();
  const text = dialog.getByLabel('Console', { exact: true });
  await text.fill('TypeError: colour is undefined\nPOST /login {"token":"sk_live_51H8abcdEFGH"} 401\n<b>bold</b>');
  await expect(dialog.getByText('Line 2 has what looks like a key or token:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove it' }).click();
  await expect(dialog.getByText('looks like')).toBeHidden();
  const clean = 'TypeError: colour is undefined\nPOST /login {"token":"[removed]"} 401\n<b>bold</b>';
  await expect(text).toHaveValue(clean);
  await dialog.getByLabel('Title').fill('No colour');
  await how.fill('Choose red');
  await dialog.getByLabel('Actual').fill('Nothing happens');
  await dialog.getByRole('button', { name: 'Add bug report' }).click();
  await expect(dialog).toBeHidden();
  await page.locator('summary').filter({ hasText: 'Console 3 lines' }).click();
  await expect(page.getByText('<b>bold</b>')).toBeVisible();
  const [bug] = (await tester.get(`/submissions/${submission}`)).bugs;
  expect(bug).toMatchObject({ console: clean, screenshot_ids: [shot.id], step_id: steps[1] });

  // The next report begins with what is known again, here at the third step.
  await report.click();
  await expect(how).toHaveValue(/3\. Pay by card\nEnvironment: Firefox 145$/);
  await expect(dialog.getByLabel('Expected')).toHaveValue('A receipt is shown');
  await expect(dialog.getByRole('checkbox', { name: 'Picture 1' })).not.toBeChecked();
  expect(troubles).toEqual([]);
  await context.close();
});

test('the seal of the seat is told to its tester', async ({ browser }) => {
  const { claim } = await seat(tester, await openJob(client, `Seal${Date.now()}`));
  const { page, context, troubles } = await signIn(browser, tester);
  await open(page, `/claims/${claim}`);
  const seal = page.getByTestId('seal');
  await expect(seal).toHaveText(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  expect((await tester.get(`/claims/${claim}`)).claim.seal).toBe(await seal.textContent());
  await seal.focus();
  await expect(page.getByText('Pictures captured here carry this code')).toBeVisible();
  expect(troubles).toEqual([]);
  await context.close();
});

test('what is written offline and what is written elsewhere meanwhile are both there on return', async ({ browser }) => {
  const { claim, submission, steps } = await seat(tester, await openJob(client, `Offline${Date.now()}`));
  const { page, context, troubles } = await signIn(browser, tester);
  // The parts of the script that come behind the page are there before the network is cut.
  const parts = [page.waitForResponse('**/split_annotator.*'), page.waitForResponse('**/api/v1/events*')];
  await open(page, `/claims/${claim}`);
  await (await parts[0]).finished();
  await parts[1];
  await page.getByLabel('Summary').fill('Begun here');
  await saved(page);
  await context.setOffline(true);
  await page.getByLabel('What happened').fill('The cart jumps about');
  await page.getByRole('button', { name: 'Pass (P)' }).click();
  await expect(page.getByTestId('save-status')).toHaveText('Offline, kept in this browser');
  await tester.patch(`/submissions/${submission}`, {
    steps: [
      { step_id: steps[0], actual: 'The bike is missing', verdict: 'fail' },
      { step_id: steps[1], actual: 'Only red is there', verdict: 'blocked' },
    ],
    environment: 'A phone',
  });
  await context.setOffline(false);
  await saved(page);
  const both = /^The bike is missing\n— also written here, offline, on \d+ \w+ \d+ —\nThe cart jumps about$/;
  await expect(page.getByLabel('What happened')).toHaveValue(both);
  await expect(page.getByTestId('notices')).toContainText('Step 1: something else was written there meanwhile.');
  await expect(page.getByTestId('notices')).toContainText('Step 1 was judged in two places');
  await expect(page.getByLabel('Environment')).toHaveValue('A phone');
  const report = await tester.get(`/submissions/${submission}`);
  expect(report).toMatchObject({
    summary: 'Begun here',
    environment: 'A phone',
    steps: [{ verdict: 'fail' }, { verdict: 'blocked', actual: 'Only red is there' }, { verdict: null }],
  });
  expect(report.steps[0].actual).toMatch(both);
  await page.getByRole('button', { name: 'All right' }).click();
  await expect(page.getByTestId('notices')).toBeHidden();
  await page.getByRole('link', { name: 'Next step →' }).click();
  await expect(page.getByLabel('What happened')).toHaveValue('Only red is there');
  // What was saved over what is known here is not written over.
  await page.getByLabel('What happened').fill('Only red is there, always');
  await saved(page);
  expect((await tester.get(`/submissions/${submission}`)).steps[1].actual).toBe('Only red is there, always');
  expect(troubles.filter(meant)).toEqual([]);
  await context.close();
});

test('what is typed before the page is awake is there when it is, and saved', async ({ browser }) => {
  const { claim, submission } = await seat(tester, await openJob(client, `Early${Date.now()}`));
  const { page, context, troubles } = await signIn(browser, tester);
  // What the page before still fetches is none of this.
  await page.goto('about:blank');
  let go = () => {};
  const held = new Promise<void>(resolve => (go = resolve));
  await page.route('**/pkg/*.wasm', async route => {
    await held;
    await route.continue();
  });
  // The script that wakes the page waits for it, and hears what is typed.
  const asked = page.waitForRequest('**/pkg/*.wasm');
  await page.goto(`/claims/${claim}`, { waitUntil: 'commit' });
  await asked;
  await page.getByLabel('What happened').fill('The cart says 2');
  await page.getByLabel('Environment').fill('A slow telephone');
  go();
  await hydrated(page);
  await saved(page);
  await expect(page.getByLabel('What happened')).toHaveValue('The cart says 2');
  await expect(page.getByLabel('Environment')).toHaveValue('A slow telephone');
  await expect.poll(async () => (await tester.get(`/submissions/${submission}`)).environment).toBe('A slow telephone');
  expect((await tester.get(`/submissions/${submission}`)).steps[0].actual).toBe('The cart says 2');
  expect(troubles).toEqual([]);
  await context.close();
});

test('a draft that could not be sent is put together with what was written since, on the next visit', async ({ browser }) => {
  const { claim, submission, steps } = await seat(tester, await openJob(client, `Return${Date.now()}`));
  const { page, context } = await signIn(browser, tester);
  await open(page, `/claims/${claim}`);
  await context.setOffline(true);
  await page.getByLabel('Environment').fill('A laptop');
  await page.getByLabel('What happened').fill('Left behind');
  await expect(page.getByTestId('save-status')).toHaveText('Offline, kept in this browser');
  await tester.patch(`/submissions/${submission}`, { steps: [{ step_id: steps[0], actual: 'Elsewhere' }] });
  // The time that the step took is counted, too, once a second has passed.
  const typed = async () => {
    const [draft] = await kept(page, 'drafts');
    if (!draft) return [];
    const { changes } = JSON.parse(draft) as { changes: { field: object | string; to: string }[] };
    return changes.filter(({ field }) => !(typeof field === 'object' && 'seconds' in field)).map(({ to }) => to);
  };
  await expect.poll(typed).toEqual(['A laptop', 'Left behind']);
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await open(again, `/claims/${claim}`);
  await expect(again.getByLabel('Environment')).toHaveValue('A laptop');
  await expect(again.getByLabel('What happened')).toHaveValue(/^Elsewhere\n— .* —\nLeft behind$/);
  await saved(again);
  const report = await tester.get(`/submissions/${submission}`);
  expect(report.environment).toBe('A laptop');
  expect(report.steps[0].actual).toMatch(/^Elsewhere\n— .* —\nLeft behind$/);
  await expect.poll(() => kept(again, 'drafts')).toEqual([]);
  await context.close();
});

test('a draft that an earlier version kept elsewhere in the browser is found', async ({ browser }) => {
  const { claim, submission } = await seat(tester, await openJob(client, `Older${Date.now()}`));
  const { page, context, troubles } = await signIn(browser, tester);
  const report = await tester.get(`/submissions/${submission}`);
  await page.evaluate(
    ({ submission, base }) => {
      const draft = { at: 1, base, patch: { steps: null, summary: 'Typed long ago', environment: null } };
      localStorage.setItem(`peertest.draft.${submission}`, JSON.stringify(draft));
    },
    { submission, base: Date.parse(report.updated_at) },
  );
  await open(page, `/claims/${claim}`);
  await expect(page.getByLabel('Summary')).toHaveValue('Typed long ago');
  await saved(page);
  expect((await tester.get(`/submissions/${submission}`)).summary).toBe('Typed long ago');
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('peertest.draft')))).toEqual([]);
  await expect.poll(() => kept(page, 'drafts')).toEqual([]);
  expect(troubles).toEqual([]);
  await context.close();
});

test('a second tab of the same seat follows at once, and neither writes over the other', async ({ browser }) => {
  const { claim, submission } = await seat(tester, await openJob(client, `Tabs${Date.now()}`));
  const { page, context } = await signIn(browser, tester);
  const second = await context.newPage();
  await open(page, `/claims/${claim}`);
  await open(second, `/claims/${claim}`);
  await page.getByLabel('What happened').fill('Written in the first tab');
  await expect(second.getByLabel('What happened')).toHaveValue('Written in the first tab');
  await saved(page);
  await saved(second);
  await second.getByLabel('Summary').fill('Written in the second');
  await expect(page.getByLabel('Summary')).toHaveValue('Written in the second');
  await second.getByLabel('What happened').fill('Written in the first tab, and gone on with in the second');
  await expect(page.getByLabel('What happened')).toHaveValue('Written in the first tab, and gone on with in the second');
  await saved(second);
  await saved(page);
  await page.getByRole('button', { name: 'Pass (P)' }).click();
  await expect(second.getByRole('button', { name: 'Pass (P)' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('b');
  await expect(second.getByRole('button', { name: 'Blocked (B)' })).toHaveAttribute('aria-pressed', 'true');
  await saved(page);
  const report = await tester.get(`/submissions/${submission}`);
  expect(report.summary).toBe('Written in the second');
  expect(report.steps[0]).toMatchObject({ verdict: 'blocked', actual: 'Written in the first tab, and gone on with in the second' });
  await expect(page.getByTestId('notices')).toBeHidden();
  await hydrated(page);
  await context.close();
});
