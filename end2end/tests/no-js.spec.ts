import { expect, test, type Locator, type Page } from '@playwright/test';
import { confirmAddress, mailedLink, newPerson, type Person } from './people';
import { screenshotOf } from './pictures';
import { account, openJob, type Account } from './rest';

// Nothing of a page's scripts runs here. What the server renders, its forms and links are all there is.
const PLAIN = { javaScriptEnabled: false };

let client: Account;

test.beforeAll(async ({ baseURL }) => {
  client = await account(baseURL!, 'Carla Client', 'client');
});

test.afterAll(() => client.dispose());

test('the whole job, from registering to the money, without JavaScript', async ({ browser }) => {
  const word = `Velodrome${Date.now()}`;
  const title = `${word} checkout`;
  const job = await openJob(client, title, { requirements: { platforms: ['android'] } });
  await openJob(client, `${word} search`, { requirements: { platforms: ['ios'] } });
  const tester = await plainPerson(browser, 'tester');
  const { page } = tester;

  await test.step('registering: a refusal keeps what was typed', async () => {
    await page.goto('/register');
    await page.getByRole('radio', { name: 'Test apps and earn' }).check();
    await page.getByLabel('Full name').fill('Timo Tester');
    await page.getByLabel('Email').fill(client.email);
    await page.getByLabel('Password').fill(tester.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByText('An account with this e-mail address exists already.')).toBeVisible();
    await expect(page.getByLabel('Full name')).toHaveValue('Timo Tester');
    await expect(page.getByLabel('Email')).toHaveValue(client.email);
    await expect(page.getByRole('radio', { name: 'Test apps and earn' })).toBeChecked();
    await expect(page.getByLabel('Password')).toHaveValue('');
    expect(page.url()).not.toContain(tester.password);
    await page.getByLabel('Email').fill(tester.email);
    await page.getByLabel('Password').fill(tester.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL('/dashboard');
  });

  await test.step('the address is confirmed by the link in the mail', async () => {
    await expect(page.getByText('Confirm your e-mail address')).toBeVisible();
    await page.goto(await mailedLink(page.request, tester.email));
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await expect(page.getByText('Your address is confirmed.')).toBeVisible();
    await page.getByRole('link', { name: 'Go to your dashboard' }).click();
    await expect(page).toHaveURL('/dashboard');
    await expect(page.getByText('Confirm your e-mail address')).toBeHidden();
  });

  await test.step('signing out, and in again', async () => {
    await page.getByRole('button', { name: 'Account of Timo Tester' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page).toHaveURL('/');
    await page.goto('/login');
    await page.getByLabel('Email').fill(tester.email);
    await page.getByLabel('Password').fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('This e-mail address and password do not belong together.')).toBeVisible();
    await expect(page.getByLabel('Email')).toHaveValue(tester.email);
    await page.getByLabel('Password').fill(tester.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/dashboard');
    await expect(page.getByRole('heading', { name: 'Hello, Timo' })).toBeVisible();
  });

  await test.step('browsing with filters, and reading a job', async () => {
    await page.getByRole('link', { name: 'Find jobs' }).first().click();
    await page.getByLabel('Search').fill(word);
    await page.getByLabel('Platform').selectOption('android');
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await expect(page).toHaveURL(/\/jobs\?.*platform=android/);
    await expect(page.getByLabel('Platform')).toHaveValue('android');
    await expect(page.getByRole('list', { name: 'Open jobs' }).getByRole('link')).toHaveText([title]);
    await page.getByRole('link', { name: title }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByText('Put a bike in the cart')).toBeVisible();
    await page.getByText('Known bugs').click();
    await expect(page.getByText('The logo is blurred')).toBeVisible();
  });

  await test.step('claiming a seat leads to the runner', async () => {
    await page.getByRole('button', { name: 'Claim a seat' }).click();
    await expect(page).toHaveURL(/\/claims\/[0-9a-f]+$/);
    await expect(page.getByRole('heading', { name: 'Put a bike in the cart' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Fill in from this browser' })).toBeHidden();
  });
  const claim = new URL(page.url()).pathname;

  await test.step('handing in too early lists what is missing, as links', async () => {
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(page.getByText('Before you can hand in')).toBeInViewport();
    await expect(page.getByRole('link', { name: 'Step 1 needs a screenshot.' })).toBeVisible();
    await page.getByRole('link', { name: 'Step 2 has no verdict yet.' }).click();
    await expect(page).toHaveURL(`${claim}?step=2`);
    await expect(page.getByRole('heading', { name: 'Choose a colour' })).toBeVisible();
  });

  await test.step('a verdict saves the text beside it and stays on the step', async () => {
    await page.getByLabel('What happened').fill('The picture\nstays red.');
    await page.getByRole('button', { name: 'Fail (F)' }).click();
    await expect(page).toHaveURL(`${claim}?step=2#step-title`);
    await expect(page.getByRole('button', { name: 'Fail (F)' })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByLabel('What happened')).toHaveValue('The picture\nstays red.');
    await expect(page.getByRole('link', { name: /^2 .*Fail$/ })).toBeVisible();
  });

  await test.step('turning to another step saves what was typed on the way', async () => {
    await page.getByLabel('What happened').fill('The picture stays red, always.');
    await plain(page, 'Next step →').click();
    await expect(page).toHaveURL(`${claim}?step=3#step-title`);
    await page.getByRole('button', { name: 'Skip (S)' }).click();
    await expect(page.getByRole('button', { name: 'Skip (S)' })).toHaveAttribute('aria-pressed', 'true');
    await plain(page, '← Previous step').click();
    await expect(page.getByLabel('What happened')).toHaveValue('The picture stays red, always.');
    await plain(page, '← Previous step').click();
    await expect(page).toHaveURL(`${claim}?step=1#step-title`);
    await page.getByRole('button', { name: 'Pass (P)' }).click();
  });

  await test.step('pictures: refused, added, removed', async () => {
    await addPicture(page, 'notes.png', Buffer.from('This is no picture.'));
    await expect(page.getByText('Only PNG, JPEG and WebP pictures are taken.')).toBeVisible();
    await expect(page).toHaveURL(/\/claims\/[0-9a-f]+\?step=1&.*#evidence$/);
    const picture = await screenshotOf(page);
    await addPicture(page, 'cart.png', picture);
    await expect(page).toHaveURL(`${claim}?step=1#evidence`);
    await expect(page.getByText('Only PNG, JPEG and WebP pictures are taken.')).toBeHidden();
    await addPicture(page, 'again.png', picture);
    await expect(page.getByText('This picture is already here.')).toBeVisible();
    await addPicture(page, 'other.png', await screenshotOf(page));
    await expect(page.getByRole('link', { name: 'Open picture 2' })).toBeVisible();
    const [first, second] = (await workbench(page, claim)).submission.screenshots;
    const size = page.viewportSize()!;
    expect([first.width, first.height, first.step_id]).toEqual([size.width, size.height, second.step_id]);
    const file = await page.request.get((await page.getByRole('link', { name: 'Open picture 1' }).getAttribute('href'))!);
    expect(file.headers()['content-type']).toBe('image/png');
    await page.getByLabel('Remove picture 2').click();
    await page.getByRole('button', { name: 'Remove?' }).click();
    await expect(page.getByRole('link', { name: 'Open picture 2' })).toBeHidden();
    await expect(page.getByRole('link', { name: 'Open picture 1' })).toBeVisible();
  });

  await test.step('notes', async () => {
    await page.getByLabel('Environment').fill('Firefox 145 on Linux');
    await page.getByLabel('Summary').fill('Fine but for the colours.');
    await plain(page, 'Save notes').click();
    await expect(page).toHaveURL(`${claim}?step=1#notes`);
    await expect(page.getByLabel('Environment')).toHaveValue('Firefox 145 on Linux');
    await expect(page.getByLabel('Summary')).toHaveValue('Fine but for the colours.');
  });

  await test.step('a bug report: refused without a title, kept, then taken, and one taken back', async () => {
    await reportBug(page, '');
    await expect(page.getByText('Open the report again to see where.')).toBeVisible();
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Report a problem' }).click();
    await expect(dialog.getByLabel('Steps to reproduce')).toHaveValue('Choose blue.');
    await expect(dialog.getByLabel('Severity')).toHaveValue('high');
    await expect(dialog.getByText('This is needed.')).toBeVisible();
    await dialog.getByLabel('Title').fill('Blue is red');
    await dialog.getByRole('button', { name: 'Add bug report' }).click();
    await expect(page.getByRole('heading', { name: 'Blue is red' })).toBeVisible();
    await reportBug(page, 'Green is red');
    await expect(page.getByRole('heading', { name: 'Green is red' })).toBeVisible();
    await page.getByRole('listitem').filter({ hasText: 'Green is red' }).getByRole('button', { name: 'Remove this report' }).click();
    await expect(page.getByRole('heading', { name: 'Green is red' })).toBeHidden();
  });

  await test.step('handing in saves what is on the page, and says so', async () => {
    await page.getByLabel('Summary').fill('Fine but for the colours, and quick.');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await expect(page.getByText('The client decides now.')).toBeInViewport();
    await expect(page.getByRole('button', { name: 'Hand in' })).toBeHidden();
    const { submission } = await workbench(page, claim);
    expect(submission).toMatchObject({
      status: 'submitted',
      summary: 'Fine but for the colours, and quick.',
      environment: 'Firefox 145 on Linux',
      steps: [
        { verdict: 'pass', actual: '' },
        { verdict: 'fail', actual: 'The picture stays red, always.' },
        { verdict: 'skipped', actual: '' },
      ],
    });
    expect(submission.bugs.map((bug: { title: string }) => bug.title)).toEqual(['Blue is red']);
  });

  const boss = await plainPerson(browser, 'client');
  await test.step('the client reads it and approves', async () => {
    await boss.page.goto(`/jobs/${job}/review`);
    await expect(boss.page).toHaveURL(/\/login\?next=/);
    await boss.page.getByLabel('Email').fill(client.email);
    await boss.page.getByLabel('Password').fill(client.password);
    await boss.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(boss.page).toHaveURL(`/jobs/${job}/review`);
    await expect(boss.page.getByRole('heading', { name: 'Timo Tester' })).toBeVisible();
    await expect(boss.page.getByText('The picture stays red, always.')).toBeVisible();
    await boss.page.getByLabel('Comment').fill('Well seen.');
    await boss.page.getByRole('button', { name: 'Approve and pay $25.00' }).click();
    await expect(boss.page).toHaveURL(/#decision$/);
    await expect(boss.page.getByLabel('Comment')).toHaveValue('Well seen.');
    await expect(boss.page.getByRole('region', { name: 'Decision' }).getByRole('alert').first()).toBeVisible();
    await boss.page.getByRole('radio', { name: '4 stars' }).check({ force: true });
    await boss.page.getByRole('button', { name: 'Approve and pay $25.00' }).click();
    await expect(boss.page).toHaveURL(/\/review\?submission=[0-9a-f]+#decision$/);
    const decision = boss.page.getByRole('region', { name: 'Decision' });
    await expect(decision).toContainText('Approved');
    await expect(decision).toContainText('Rated 4 of 5 stars');
    await expect(decision).toContainText('Well seen.');
  });

  await test.step('the tester sees the money and has some of it paid out', async () => {
    await page.reload();
    await expect(page.getByText('Approved. $25.00 is in your wallet.')).toBeVisible();
    await page.getByRole('link', { name: 'wallet', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Available' })).toContainText('$25.00');
    await page.getByLabel('Amount').fill('a lot');
    await page.getByRole('button', { name: 'Pay out' }).click();
    await expect(page.getByText('Write an amount such as 12.50.')).toBeVisible();
    await expect(page.getByLabel('Amount')).toHaveValue('a lot');
    await page.getByLabel('Amount').fill('20.00');
    await page.getByRole('button', { name: 'Pay out' }).click();
    await expect(page).toHaveURL('/wallet');
    await expect(page.getByRole('region', { name: 'Available' })).toContainText('$5.00');
    await expect(page.getByRole('region', { name: 'Payouts' })).toContainText('$20.00');
  });

  expect([...tester.troubles, ...boss.troubles]).toEqual([]);
  await tester.context.close();
  await boss.context.close();
});

test('a seat is given up, and a job of fifty steps says what is missing, without JavaScript', async ({ browser }) => {
  const steps = Array.from({ length: 50 }, (_, n) => ({ action: `Do thing ${n + 1}`, expected: '', evidence_required: true }));
  const job = await openJob(client, `Long way ${Date.now()}`, { journey: { steps } });
  const tester = await plainPerson(browser, 'tester');
  const { page } = tester;
  await page.goto(`/register?role=tester&next=/jobs/${job}`);
  await page.getByLabel('Full name').fill('Lena Long');
  await page.getByLabel('Email').fill(tester.email);
  await page.getByLabel('Password').fill(tester.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(`/jobs/${job}`);
  await expect(page.getByText('Confirm your e-mail address to claim a seat')).toBeVisible();
  await confirmAddress(page.request, tester.email);
  await page.reload();
  await page.getByRole('button', { name: 'Claim a seat' }).click();
  const claim = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Hand in' }).click();
  await expect(page.getByRole('link', { name: /^Step \d+ has no verdict yet\.$/ })).toHaveCount(50);
  // The next form finds back from here as well.
  await page.getByRole('button', { name: 'Pass (P)' }).click();
  await expect(page).toHaveURL(`${claim}#step-title`);
  await page.getByRole('button', { name: 'Give up this seat' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, give it up' }).click();
  await expect(page).toHaveURL(`/jobs/${job}`);
  await expect(page.getByRole('button', { name: 'Claim a seat' })).toBeVisible();
  expect(tester.troubles).toEqual([]);
  await tester.context.close();
});

/** Whatever is sent and asked for in their browser is answered with a page. */
async function plainPerson(browser: Parameters<typeof newPerson>[0], name: string): Promise<Person> {
  const person = await newPerson(browser, name, PLAIN);
  person.page.on('response', async response => {
    const { status, type } = { status: response.status(), type: response.headers()['content-type'] ?? '' };
    if (!response.request().isNavigationRequest() || status === 303) return;
    if (status !== 302 && !(status === 200 && type.startsWith('text/html'))) {
      person.troubles.push(`${status} ${type} ${response.url()}`);
    }
  });
  return person;
}

/** A button that stands on the page where JavaScript does not run; by role Playwright never finds what is in a `noscript`. */
function plain(page: Page, words: string): Locator {
  return page.locator('noscript button', { hasText: words });
}

async function addPicture(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('Picture, PNG, JPEG or WebP up to 10 MiB').setInputFiles({ name, mimeType: 'image/png', buffer });
  await plain(page, 'Add this picture').click();
}

async function reportBug(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Report a problem' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByLabel('Severity').selectOption('high');
  await dialog.getByLabel('Steps to reproduce').fill('Choose blue.');
  await dialog.getByLabel('Actual').fill('Red.');
  await dialog.getByRole('button', { name: 'Add bug report' }).click();
}

async function workbench(page: Page, claim: string): Promise<any> {
  const response = await page.request.get(`/api/v1${claim}`);
  expect(response.status()).toBe(200);
  return response.json();
}
