import { expect, test, type Page } from '@playwright/test';
import { press, tabTo, type } from './keys';
import { hydrated, newPerson } from './people';
import { screenshotOf } from './pictures';
import { account, openJob, seat, type Account } from './rest';

// From the first page on nothing but `page.keyboard` is used on a page.

let client: Account;
let tester: Account;

test.beforeEach(async ({ baseURL }) => {
  client = await account(baseURL!, 'Carla Client', 'client');
  tester = await account(baseURL!, 'Timo Tester', 'tester');
});

test.afterEach(async () => {
  await client.dispose();
  await tester.dispose();
});

test('from sign-in to hand-in with the keyboard alone', async ({ browser }) => {
  const title = `Keyboard${Date.now()} checkout`;
  const job = await openJob(client, title);
  const { page, context, troubles } = await newPerson(browser, 'tester');
  const main = page.locator('#main');
  const stepTitle = page.locator('#step-title');

  await test.step('the skip link, then signing in', async () => {
    await page.goto('/login');
    await hydrated(page);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(main).toBeFocused();
    await signIn(page, tester);
  });

  await test.step('finding the job', async () => {
    await press(page, page.getByRole('navigation', { name: 'Places', exact: true }).getByRole('link', { name: 'Find jobs' }));
    await expect(page).toHaveURL('/jobs');
    await expect(main).toBeFocused();
    await type(page, page.getByLabel('Search'), title);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/jobs\?q=/);
    await expect(page.getByRole('list', { name: 'Open jobs' }).getByRole('link')).toHaveText([title]);
    await expect(page.getByLabel('Search')).toBeFocused();
    await press(page, page.getByRole('link', { name: title }));
    // There is room beside the list, and the focus goes there.
    await expect(page).toHaveURL(new RegExp(`job=${job}`));
    await expect(page.getByRole('region', { name: 'Job', exact: true })).toBeFocused();
    await press(page, page.locator('summary').filter({ hasText: 'Known bugs' }));
    await expect(page.getByText('The logo is blurred')).toBeVisible();
  });

  await test.step('claiming a seat', async () => {
    await press(page, page.getByRole('button', { name: 'Claim a seat' }));
    await expect(page).toHaveURL(/\/claims\/[0-9a-f]+$/);
    await expect(stepTitle).toHaveText('Put a bike in the cart');
    await expect(main).toBeFocused();
  });
  const claim = new URL(page.url()).pathname;
  const verdict = (name: string) => page.getByRole('button', { name });

  await test.step('one letter gives a verdict, but not to who types', async () => {
    await page.keyboard.press('f');
    await expect(verdict('Fail (F)')).toHaveAttribute('aria-pressed', 'true');
    await type(page, page.getByLabel('What happened'), 'bikes jump off; pass, skip or fail?');
    await expect(verdict('Fail (F)')).toHaveAttribute('aria-pressed', 'true');
    await expect(stepTitle).toHaveText('Put a bike in the cart');
    await press(page, page.getByRole('button', { name: 'Account of Timo Tester' }));
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
    await page.keyboard.press('p');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeHidden();
    await expect(page.getByRole('button', { name: 'Account of Timo Tester' })).toBeFocused();
    await expect(verdict('Fail (F)')).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('steps by letter, by link and by the rail: the focus goes to their title', async () => {
    await page.keyboard.press('j');
    await expect(stepTitle).toHaveText('Choose a colour');
    await expect(stepTitle).toBeFocused();
    await page.keyboard.press('p');
    await expect(verdict('Pass (P)')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('k');
    await expect(stepTitle).toHaveText('Put a bike in the cart');
    await expect(stepTitle).toBeFocused();
    await press(page, page.getByRole('link', { name: 'Next step →' }));
    await expect(stepTitle).toHaveText('Choose a colour');
    await expect(stepTitle).toBeFocused();
    await tabTo(page, page.getByRole('navigation', { name: 'Journey' }).getByRole('link').first(), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(stepTitle).toHaveText('Put a bike in the cart');
    await expect(stepTitle).toBeFocused();
  });

  await test.step('a screenshot: chosen, saved, opened again, left', async () => {
    const add = page.getByLabel('Add screenshots');
    const canvas = page.getByTestId('annotator-canvas');
    const picture = await screenshotOf(page);
    await tabTo(page, add);
    await choose(page, picture);
    await expect(canvas).toBeFocused();
    // What is not enabled yet is not come to.
    await expect(page.getByRole('button', { name: 'Save picture' })).toBeEnabled();
    await press(page, page.getByRole('button', { name: 'Save picture' }));
    await expect(canvas).toBeHidden();
    await expect(add).toBeFocused();
    const thumbnail = page.getByRole('link', { name: 'Annotate picture 1' });
    await tabTo(page, thumbnail, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(canvas).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(canvas).toBeHidden();
    await expect(thumbnail).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Remove picture 1')).toBeFocused();
    await page.keyboard.press('Enter');
    await press(page, page.getByRole('button', { name: 'Remove?' }));
    await expect(thumbnail).toBeHidden();
    await expect(add).toBeFocused();
    await choose(page, picture);
    await expect(canvas).toBeFocused();
    await expect(page.getByRole('button', { name: 'Save picture' })).toBeEnabled();
    await page.keyboard.press('Control+s');
    await expect(canvas).toBeHidden();
    await expect(add).toBeFocused();
    await expect(thumbnail).toBeVisible();
  });

  await test.step('a report: the dialog keeps the focus and gives it back', async () => {
    const report = page.getByRole('button', { name: 'Report a problem' });
    const dialog = page.getByRole('dialog', { name: 'Report a problem' });
    await press(page, report);
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(report).toBeFocused();
    await page.keyboard.press('Enter');
    await press(page, dialog.getByRole('button', { name: 'Add bug report' }));
    await expect(dialog.getByLabel('Title')).toBeFocused();
    await page.keyboard.type('Bikes jump off the page');
    // What is known stands there already.
    await tabTo(page, dialog.getByLabel('Steps to reproduce'));
    await expect(dialog.getByLabel('Steps to reproduce')).toHaveValue(/^1\. Put a bike in the cart/);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Put one in the cart.');
    await type(page, dialog.getByLabel('Actual'), 'It is gone.');
    await press(page, dialog.getByRole('button', { name: 'Add bug report' }));
    await expect(dialog).toBeHidden();
    await expect(report).toBeFocused();
    await expect(page.getByRole('heading', { name: 'Bikes jump off the page' })).toBeVisible();
  });

  await test.step('handing in: first what is missing, then the result', async () => {
    const handIn = page.getByRole('button', { name: 'Hand in' });
    await press(page, handIn);
    await expect(page.locator('#missing')).toBeFocused();
    await press(page, page.getByRole('link', { name: 'Step 3 has no verdict yet.' }));
    await expect(stepTitle).toHaveText('Pay by card');
    await expect(stepTitle).toBeFocused();
    await page.keyboard.press('s');
    await expect(page.getByText('Before you can hand in')).toBeHidden();
    await press(page, handIn);
    await expect(page.locator('#standing')).toBeFocused();
    await expect(page.locator('#standing')).toContainText('Handed in');
    expect((await tester.get(claim)).submission).toMatchObject({
      status: 'submitted',
      steps: [{ verdict: 'fail', actual: 'bikes jump off; pass, skip or fail?' }, { verdict: 'pass' }, { verdict: 'skipped' }],
    });
  });

  // The early hand-in and the report without a title are meant to be refused.
  expect(troubles.filter(trouble => !trouble.includes('status of 422'))).toEqual([]);
  await context.close();
});

test('review with the keyboard alone', async ({ browser, baseURL }) => {
  const job = await openJob(client, `Review${Date.now()} checkout`);
  const { page, context, troubles } = await newPerson(browser, 'client');
  await page.goto('/login');
  await hydrated(page);
  const picture = await screenshotOf(page);
  const second = await account(baseURL!, 'Sofia Second', 'tester');
  for (const who of [tester, second]) await handInAll(who, job, picture);
  const title = page.locator('#evidence-title');

  await test.step('from the dashboard to the desk', async () => {
    await signIn(page, client);
    await press(page, page.locator(`#main a[href^="/jobs/${job}/review"]`).first());
    await expect(page).toHaveURL(new RegExp(`/jobs/${job}/review`));
    await expect(page.locator('#main')).toBeFocused();
    await expect(title).toHaveText('Timo Tester');
  });

  await test.step('through the queue', async () => {
    await page.keyboard.press('j');
    await expect(title).toHaveText('Sofia Second');
    await expect(title).toBeFocused();
    await page.keyboard.press('j');
    await expect(title).toHaveText('Sofia Second');
    await page.keyboard.press('k');
    await expect(title).toHaveText('Timo Tester');
    await expect(title).toBeFocused();
  });

  await test.step('the contract and the picture', async () => {
    await press(page, page.locator('#contract > summary'));
    await expect(page.getByText(/^SHA-256/)).toBeVisible();
    const thumbnail = page.getByRole('link', { name: 'Picture 1 of step 1' });
    const viewer = page.getByRole('dialog', { name: 'Picture' });
    await press(page, thumbnail);
    await expect(viewer).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('Escape');
    await expect(viewer).toBeHidden();
    await expect(thumbnail).toBeFocused();
    await expect(title).toHaveText('Timo Tester');
  });

  const decision = page.getByRole('region', { name: 'Decision' });
  await test.step('approving leads to the next one', async () => {
    await press(page, decision.getByRole('button', { name: 'Approve and pay $25.00' }));
    await expect(decision.getByRole('radio', { name: '1 star' })).toBeFocused();
    await page.keyboard.press('Space');
    for (let n = 0; n < 4; n += 1) await page.keyboard.press('ArrowRight');
    await expect(decision.getByRole('radio', { name: '5 stars' })).toBeChecked();
    await type(page, decision.getByLabel('Comment'), 'just as asked, ok');
    await expect(title).toHaveText('Timo Tester');
    await press(page, decision.getByRole('button', { name: 'Approve and pay $25.00' }));
    await expect(title).toHaveText('Sofia Second');
    await expect(title).toBeFocused();
  });

  await test.step('the last one: the focus goes to what was decided', async () => {
    await type(page, decision.getByLabel('What should change'), 'Say which bike.');
    await press(page, decision.getByRole('button', { name: 'Request changes' }));
    await expect(decision).toContainText('Changes requested');
    await expect(decision).toBeFocused();
  });

  const { items } = await client.get(`/jobs/${job}/submissions`);
  const decided = Object.fromEntries(items.map((item: any) => [item.tester.name, [item.status, item.decision.rating, item.decision.comment]]));
  expect(decided).toEqual({
    'Timo Tester': ['approved', 5, 'just as asked, ok'],
    'Sofia Second': ['changes_requested', null, 'Say which bike.'],
  });
  // The approval without a rating is meant to be refused.
  expect(troubles.filter(trouble => !trouble.includes('status of 422'))).toEqual([]);
  await second.dispose();
  await context.close();
});

test('the shapes on a picture are reached, moved and deleted with the keyboard', async ({ browser }) => {
  const job = await openJob(client, `Shapes${Date.now()}`);
  const { page, context, troubles } = await newPerson(browser, 'tester');
  await page.goto('/login');
  await hydrated(page);
  const { claim, submission, steps } = await seat(tester, job);
  const { width, height } = page.viewportSize()!;
  const look = { color: '#e11d48', width: 4, opacity: 1 };
  const box = (id: number, x: number) => ({ id, type: 'rect', x, y: 100, w: 80, h: 40, style: look });
  const scene = { version: 1, width, height, shapes: [box(1, 100), box(2, 300)] };
  await tester.upload(submission, await screenshotOf(page), { step_id: steps[0], scene: JSON.stringify(scene) });

  await signIn(page, tester);
  await press(page, page.locator(`#main a[href^="/claims/${claim}"]`).first());
  await expect(page).toHaveURL(new RegExp(`/claims/${claim}`));
  await expect(page.locator('#main')).toBeFocused();
  const thumbnail = page.getByRole('link', { name: 'Annotate picture 1' });
  const canvas = page.getByTestId('annotator-canvas');
  await press(page, thumbnail);
  await expect(canvas).toBeFocused();
  await expect(page.getByRole('button', { name: 'Save picture' })).toBeEnabled();
  const remove = page.getByRole('button', { name: 'Delete', exact: true });
  await expect(remove).toBeDisabled();

  await page.keyboard.press('Tab');
  await expect(remove).toBeEnabled();
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Delete');
  await expect(remove).toBeDisabled();
  // A third time there is nothing to select: the picture lets go of the focus.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(canvas).not.toBeFocused();
  await page.keyboard.press('Control+s');
  await expect(canvas).toBeHidden();
  await expect(thumbnail).toBeFocused();

  const { screenshots } = await tester.get(`/submissions/${submission}`);
  expect(screenshots[0].scene.shapes.map((shape: any) => [shape.id, shape.x, shape.y])).toEqual([[1, 103, 110]]);
  expect(troubles).toEqual([]);
  await context.close();
});

async function signIn(page: Page, who: Account): Promise<void> {
  await type(page, page.getByLabel('Email'), who.email);
  await type(page, page.getByLabel('Password'), who.password);
  await press(page, page.getByRole('button', { name: 'Sign in' }));
  await expect(page).toHaveURL('/dashboard');
  await hydrated(page);
}

/** The enter key on the field that has the focus opens the browser's own dialog. */
async function choose(page: Page, buffer: Buffer): Promise<void> {
  const opened = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await opened).setFiles({ name: 'cart.png', mimeType: 'image/png', buffer });
}

async function handInAll(who: Account, job: string, picture: Buffer): Promise<void> {
  const { submission, steps } = await seat(who, job);
  await who.upload(submission, picture, { step_id: steps[0] });
  await who.patch(`/submissions/${submission}`, { steps: steps.map(step_id => ({ step_id, verdict: 'pass' })) });
  await who.post(`/submissions/${submission}/submit`);
}
