import { expect, test, type Browser, type Page } from '@playwright/test';
import { breaches } from './accessibility';
import { middle, signIn } from './bench';
import { tabTo } from './keys';
import { newPerson, open, type Person } from './people';
import { plainPicture } from './pictures';
import { account, openJob, seat, type Account } from './rest';

// Pictures of 1280 by 720 and of 640 by 360; both sides look at them with what was drawn over them.

const RED = '#e11d48';
const BLUE = '#2563eb';

interface Case {
  client: Account;
  testers: Account[];
  job: string;
  claims: string[];
  submissions: string[];
  /** The ids of the first tester's pictures: two of step 1, one of step 3. */
  pictures: string[];
}

function style(color: string): Record<string, unknown> {
  return { color, width: 6, opacity: 1 };
}

function scene(width: number, height: number, color = RED): string {
  const s = width / 1280;
  return JSON.stringify({
    version: 3,
    width,
    height,
    shapes: [
      { id: 1, type: 'rect', x: 100 * s, y: 100 * s, w: 300 * s, h: 200 * s, style: style(color) },
      { id: 2, type: 'text', at: { x: 500 * s, y: 120 * s }, text: 'Wrong total', size: 32 * s, style: style(color) },
      { id: 3, type: 'rect', x: 700 * s, y: 400 * s, w: 200 * s, h: 150 * s, style: style(color) },
    ],
  });
}

async function handIn(tester: Account, job: string, shots: [Buffer, number, string?][]): Promise<{ claim: string; submission: string; pictures: string[] }> {
  const { claim, submission, steps } = await seat(tester, job);
  const pictures: string[] = [];
  for (const [file, step, drawn] of shots) {
    const fields: Record<string, string> = { step_id: steps[step] };
    if (drawn) fields.scene = drawn;
    pictures.push((await tester.upload(submission, file, fields)).id);
  }
  await tester.patch(`/submissions/${submission}`, {
    steps: steps.map(step_id => ({ step_id, verdict: 'pass', actual: 'As said' })),
    summary: 'Fine',
    environment: 'Chromium on Debian',
  });
  await tester.post(`/submissions/${submission}/submit`);
  return { claim, submission, pictures };
}

/** Two testers have handed in: the first three pictures, the second one of another size. */
async function prepared(browser: Browser, baseURL: string): Promise<Case> {
  const client = await account(baseURL, 'Carla Client', 'client');
  const testers = [await account(baseURL, 'Timo Tester', 'tester'), await account(baseURL, 'Sofia Second', 'tester')];
  const job = await openJob(client, 'Look at the basket');
  const [large, small] = [await plainPicture(browser, 1280, 720, '#f8fafc'), await plainPicture(browser, 640, 360, '#dbeafe')];
  const first = await handIn(testers[0], job, [
    [large, 0, scene(1280, 720)],
    [large, 0],
    [large, 2],
  ]);
  const second = await handIn(testers[1], job, [[small, 0, scene(640, 360)]]);
  return {
    client,
    testers,
    job,
    claims: [first.claim, second.claim],
    submissions: [first.submission, second.submission],
    pictures: first.pictures,
  };
}

async function signedIn(browser: Browser, who: Account, options = {}): Promise<Person> {
  const person = await newPerson(browser, 'viewer', options);
  const { page } = person;
  await signIn(page, who);
  return person;
}

/** The first tester's work in the review desk. */
async function review(page: Page, { job, submissions }: Case): Promise<void> {
  await open(page, `/jobs/${job}/review?submission=${submissions[0]}`);
  await expect(page.locator('#evidence-title')).toHaveText('Timo Tester');
}

const viewer = (page: Page) => page.getByRole('dialog', { name: 'Picture', exact: true });
const canvas = (page: Page) => page.getByTestId('viewer-canvas');
const thumbnail = (page: Page) => page.getByRole('link', { name: 'Picture 1 of step 1' });

async function ready(page: Page): Promise<void> {
  await expect(canvas(page)).toHaveAttribute('aria-busy', 'false');
  await expect(viewer(page).getByText('Picture 1 of 3')).toBeVisible();
}

/** How many pixels of the canvas have nearly this colour. */
function inked(page: Page, color = RED): Promise<number> {
  return canvas(page).evaluate(
    (element, color) =>
      new Promise<number>(resolve =>
        // What was changed is painted with the next frame.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const canvas = element as HTMLCanvasElement;
            const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
            const wanted = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16));
            let count = 0;
            for (let at = 0; at < data.length; at += 4) {
              if (data[at + 3] > 250 && wanted.every((part, n) => Math.abs(data[at + n] - part) < 8)) count += 1;
            }
            resolve(count);
          }),
        ),
      ),
    color,
  );
}

async function percent(page: Page): Promise<number> {
  const words = await viewer(page).getByRole('button', { name: /^Fit the picture/ }).textContent();
  return parseInt(words ?? '', 10);
}

test('with the mouse: shapes one by one, the original, zoom, push, and the next picture', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const { page, context, troubles } = await signedIn(browser, made.client);
  await review(page, made);
  await thumbnail(page).click();
  await ready(page);

  await test.step('the list hides and shows single shapes, and points them out', async () => {
    const list = viewer(page).getByRole('region', { name: 'Annotations' });
    await expect(list.getByRole('checkbox')).toHaveCount(3);
    const all = await inked(page);
    expect(all).toBeGreaterThan(500);
    await list.getByRole('checkbox', { name: 'Rectangle 1' }).uncheck();
    await expect.poll(() => inked(page)).toBeLessThan(all);
    await expect(list.getByText('1 hidden')).toBeVisible();
    await list.getByRole('button', { name: 'None' }).click();
    await expect.poll(() => inked(page)).toBe(0);
    await list.getByRole('button', { name: 'All' }).click();
    await expect.poll(() => inked(page)).toBe(all);
    await list.getByText('Text “Wrong total”').hover();
    await expect.poll(() => inked(page, BLUE)).toBeGreaterThan(100);
    await page.mouse.move(5, 5);
    await expect.poll(() => inked(page, BLUE)).toBe(0);
    expect(await breaches(page)).toEqual([]);
  });

  await test.step('a link shows what is shown to somebody without an account', async () => {
    await context.grantPermissions(['clipboard-write']);
    // No page may read the clipboard: what is written to it is heard on its way.
    const written = page.evaluate(
      () =>
        new Promise<string>(resolve => {
          const write = navigator.clipboard.writeText.bind(navigator.clipboard);
          navigator.clipboard.writeText = async words => {
            await write(words);
            resolve(words);
          };
        }),
    );
    await viewer(page).getByRole('button', { name: 'Copy link' }).click();
    await expect(viewer(page).getByRole('button', { name: 'Link copied' })).toBeVisible();
    const link = await written;
    const seen = await fetch(link);
    expect([seen.status, seen.headers.get('content-type'), seen.headers.get('cache-control')]).toEqual([200, 'image/png', 'private, no-store']);
  });

  await test.step('the original', async () => {
    await viewer(page).getByRole('button', { name: 'Show original' }).click();
    await expect.poll(() => inked(page)).toBe(0);
    await viewer(page).getByRole('button', { name: 'Show annotations' }).click();
    await expect.poll(() => inked(page)).toBeGreaterThan(0);
  });

  await test.step('the wheel zooms where the pointer is, a drag pushes', async () => {
    const before = await percent(page);
    const at = await middle(canvas(page));
    await page.mouse.move(at.x, at.y);
    for (let n = 0; n < 6; n += 1) await page.mouse.wheel(0, -100);
    await expect.poll(() => percent(page)).toBeGreaterThan(before * 2);
    const shown = await inked(page);
    await page.mouse.down();
    await page.mouse.move(at.x + 600, at.y + 400, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => inked(page)).not.toBe(shown);
    await viewer(page).getByRole('button', { name: /^Fit the picture/ }).click();
    await expect.poll(() => percent(page)).toBe(before);
  });

  await test.step('turning over', async () => {
    await viewer(page).getByRole('button', { name: 'Next picture' }).click();
    await expect(viewer(page).getByText('Picture 2 of 3')).toBeVisible();
    await expect(viewer(page).getByText('Nothing was drawn on this picture.')).toBeVisible();
    await viewer(page).getByRole('button', { name: 'Next picture' }).click();
    await expect(viewer(page).getByText('Timo Tester · step 3 · 1280 × 720 px')).toBeVisible();
    await expect(viewer(page).getByRole('button', { name: 'Next picture' })).toHaveAttribute('aria-disabled', 'true');
    await viewer(page).getByRole('button', { name: 'Close' }).click();
    await expect(viewer(page)).toBeHidden();
    await expect(thumbnail(page)).toBeFocused();
  });
  expect(troubles).toEqual([]);
  await context.close();
});

test('with the keyboard alone: turning, zooming, pushing, comparing, remarks', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const { page, context, troubles } = await signedIn(browser, made.client);
  await review(page, made);
  await thumbnail(page).focus();
  await page.keyboard.press('Enter');
  await ready(page);
  await expect(canvas(page)).toBeFocused();

  await page.keyboard.press('ArrowRight');
  await expect(viewer(page).getByText('Picture 2 of 3')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await ready(page);
  await page.keyboard.press('o');
  await expect(viewer(page).getByRole('button', { name: 'Show annotations' })).toBeVisible();
  await page.keyboard.press('o');
  const fit = await percent(page);
  for (let n = 0; n < 6; n += 1) await page.keyboard.press('+');
  expect(await percent(page)).toBeGreaterThan(fit * 3);
  // Zoomed the arrows push, and do not turn.
  await page.keyboard.press('ArrowRight');
  await expect(viewer(page).getByText('Picture 1 of 3')).toBeVisible();
  await page.keyboard.press('0');
  await expect.poll(() => percent(page)).toBe(fit);

  await tabTo(page, viewer(page).getByRole('button', { name: /^Compare/ }));
  await page.keyboard.press('Enter');
  await tabTo(page, viewer(page).getByRole('button', { name: 'Picture 2, step 1' }));
  await page.keyboard.press('Enter');
  const slider = viewer(page).getByRole('slider');
  await expect(slider).toHaveAttribute('aria-valuenow', '50');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', '52');
  await page.keyboard.press('End');
  const whole = await inked(page);
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');
  expect(whole).toBeGreaterThan(0);
  await expect.poll(() => inked(page)).toBe(0);
  await expect(viewer(page).getByText('Picture 1 of 3')).toBeVisible();

  await page.keyboard.press('c');
  await expect(canvas(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(viewer(page)).toBeVisible();
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await expect(viewer(page).getByLabel('Remark', { exact: true })).toBeFocused();
  await page.keyboard.type('o is not 0');
  await page.keyboard.press('Control+Enter');
  const pin = viewer(page).getByRole('button', { name: 'Remark 1 by Carla Client' });
  await expect(pin).toBeFocused();
  const [{ x, y }] = (await made.client.get(`/screenshots/${made.pictures[0]}/remarks`)).items;
  expect([Math.round(x), Math.round(y)]).toEqual([640, 360]);
  await page.keyboard.press('Escape');
  await expect(viewer(page)).toBeHidden();
  await expect(thumbnail(page)).toBeFocused();
  expect(troubles).toEqual([]);
  await context.close();
});

test('two pictures are compared with a divider that is dragged', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const { page, context, troubles } = await signedIn(browser, made.client);
  await review(page, made);
  await thumbnail(page).click();
  await ready(page);
  await viewer(page).getByRole('button', { name: /^Compare/ }).click();
  await viewer(page).getByRole('button', { name: 'Sofia Second' }).click();
  const slider = viewer(page).getByRole('slider');
  await expect(slider).toBeVisible();
  // Half as large in pixels, but as broad on the screen: its colour fills the right half.
  const half = await inked(page, '#dbeafe');
  expect(half).toBeGreaterThan(10_000);
  const at = await middle(slider);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x - 200, at.y, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBeLessThan(40);
  expect(await inked(page, '#dbeafe')).toBeGreaterThan(half);
  expect(await breaches(page)).toEqual([]);
  await viewer(page).getByRole('button', { name: 'Stop comparing' }).click();
  await expect(slider).toBeHidden();
  await expect.poll(() => inked(page, '#dbeafe')).toBe(0);
  expect(troubles).toEqual([]);
  await context.close();
});

test('a remark on a point is told live, answered and settled, and is never markup', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const client = await signedIn(browser, made.client);
  const tester = await signedIn(browser, made.testers[0]);
  await review(client.page, made);
  await thumbnail(client.page).click();
  await ready(client.page);
  await open(tester.page, `/claims/${made.claims[0]}`);
  await tester.page.getByRole('link', { name: 'Open picture 1' }).click();
  await ready(tester.page);
  const talk = (page: Page) => viewer(page).getByRole('region', { name: 'Remarks' });
  await viewer(tester.page).getByRole('button', { name: /^Remarks/ }).click();
  await expect(talk(tester.page).getByText('Nothing was said about this picture yet.')).toBeVisible();
  // What others do a tester does not see.
  await viewer(tester.page).getByRole('button', { name: /^Compare/ }).click();
  await expect(viewer(tester.page).getByText('With another tester')).toBeHidden();
  await viewer(tester.page).getByRole('button', { name: /^Remarks/ }).click();

  await viewer(client.page).getByRole('button', { name: 'Add remark' }).click();
  const at = await middle(canvas(client.page));
  await client.page.mouse.click(at.x - 100, at.y - 50);
  await viewer(client.page).getByLabel('Remark', { exact: true }).fill('<img src=x onerror=alert(1)> why?');
  // What is being written stays when one looks at something else.
  for (const panel of [/^Annotations/, /^Remarks/]) await viewer(client.page).getByRole('button', { name: panel }).click();
  await expect(viewer(client.page).getByLabel('Remark', { exact: true })).toHaveValue('<img src=x onerror=alert(1)> why?');
  await viewer(client.page).getByRole('button', { name: 'Put it there' }).click();
  await expect(talk(client.page).getByText('<img src=x onerror=alert(1)> why?')).toBeVisible();
  const pin = viewer(client.page).getByRole('button', { name: 'Remark 1 by Carla Client' });
  const placed = (await pin.boundingBox())!;
  expect(Math.abs(placed.x - (at.x - 100))).toBeLessThan(3);
  expect(Math.abs(placed.y + placed.height - (at.y - 50))).toBeLessThan(3);

  // Without a reload, on the other side.
  await expect(talk(tester.page).getByText('<img src=x onerror=alert(1)> why?')).toBeVisible();
  await talk(tester.page).getByRole('button', { name: 'Answer' }).click();
  await talk(tester.page).getByLabel('Answer').fill('Because the voucher counts twice.');
  await talk(tester.page).getByRole('button', { name: 'Answer' }).click();
  await expect(talk(client.page).getByText('Because the voucher counts twice.')).toBeVisible();
  await talk(client.page).getByRole('button', { name: 'Mark as settled' }).click();
  await expect(talk(tester.page).getByText('Settled')).toBeVisible();
  await expect(viewer(tester.page).getByRole('button', { name: 'Remark 1 by Carla Client, settled' })).toBeVisible();
  await expect(talk(tester.page).getByRole('button', { name: 'Reword' })).toHaveCount(1);
  expect(await breaches(client.page)).toEqual([]);
  expect(await breaches(tester.page)).toEqual([]);

  await talk(client.page).getByRole('button', { name: 'Remove' }).click();
  await talk(client.page).getByRole('button', { name: 'Remove for good?' }).click();
  await expect(talk(client.page).getByText('removed', { exact: true })).toBeVisible();

  // While the pictures can be edited, what was said about them is still to be read.
  await tester.page.keyboard.press('Escape');
  await made.client.post(`/submissions/${made.submissions[0]}/request-changes`, { comment: 'See the remark' });
  await tester.page.getByRole('button', { name: 'Read the remarks on the pictures' }).click();
  await ready(tester.page);
  await viewer(tester.page).getByRole('button', { name: /^Remarks/ }).click();
  await expect(talk(tester.page).getByText('Because the voucher counts twice.')).toBeVisible();
  expect([...client.troubles, ...tester.troubles]).toEqual([]);
  await client.context.close();
  await tester.context.close();
});

test('where testers marked is shown over a picture that is chosen, and as a table', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const { page, context, troubles } = await signedIn(browser, made.client);
  await review(page, made);
  const step = page.getByRole('listitem').filter({ has: page.getByText('Put a bike in the cart') }).last();
  await step.locator('summary').filter({ hasText: 'Where testers marked' }).click();
  await expect(step.getByText('2 testers, 6 marks.')).toBeVisible();
  await expect(step.getByTestId('heat')).toBeVisible();
  const rows = step.getByRole('table', { name: 'The hottest places' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('2 of 2');
  for (const name of ['Sofia Second', 'Timo Tester']) {
    await step.getByLabel('Shown over the picture of').selectOption({ label: name });
    await expect(step.getByRole('img', { name: `The picture of ${name}` })).toBeVisible();
  }
  const warm = await step.getByTestId('heat').evaluate(element => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return { size: [canvas.width, canvas.height], cells: data.filter((part, at) => at % 4 === 3 && part > 0).length };
  });
  expect(warm.size).toEqual([64, 36]);
  expect(warm.cells).toBeGreaterThan(20);
  expect(await breaches(page)).toEqual([]);

  const other = page.getByRole('listitem').filter({ has: page.getByText('Choose a colour') }).last();
  await other.locator('summary').filter({ hasText: 'Where testers marked' }).click();
  await expect(other.getByText('Nobody has handed in a picture of this step yet.')).toBeVisible();
  expect(troubles).toEqual([]);
  await context.close();
});

test('the client’s own layer is a group of its own, for both sides', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  await made.client.put(`/screenshots/${made.pictures[0]}/layer`, JSON.parse(scene(1280, 720, '#16a34a')));
  const { page, context, troubles } = await signedIn(browser, made.testers[0]);
  await open(page, `/claims/${made.claims[0]}`);
  await page.getByRole('link', { name: 'Open picture 1' }).click();
  await ready(page);
  const list = viewer(page).getByRole('region', { name: 'Annotations' });
  await expect(list.getByRole('checkbox')).toHaveCount(8);
  await expect.poll(() => inked(page, '#16a34a')).toBeGreaterThan(500);
  await list.getByRole('checkbox', { name: 'Client’s marks' }).uncheck();
  await expect.poll(() => inked(page, '#16a34a')).toBe(0);
  expect(await inked(page)).toBeGreaterThan(0);
  expect(await breaches(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await context.close();
});

test('the client draws over the evidence, which stays as it is', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const before = await made.client.get(`/submissions/${made.submissions[0]}`);
  const { page, context, troubles } = await signedIn(browser, made.client);
  await open(page, `/jobs/${made.job}/review?submission=${made.submissions[0]}`);
  await page.getByRole('link', { name: 'Picture 1 of step 1' }).first().click();
  await ready(page);
  await viewer(page).getByRole('button', { name: 'Draw on it' }).click();
  const editor = page.getByTestId('annotator-canvas');
  await expect(editor).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('o');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect(editor).toBeHidden();
  const list = viewer(page).getByRole('region', { name: 'Annotations' });
  await expect(list.getByRole('checkbox', { name: 'Ellipse' })).toBeVisible();
  const layer = await made.client.get(`/screenshots/${made.pictures[0]}/layer`);
  expect(layer.scene.shapes.map((shape: { type: string }) => shape.type)).toEqual(['ellipse']);
  const after = await made.client.get(`/submissions/${made.submissions[0]}`);
  expect(after.screenshots).toEqual(before.screenshots);
  expect(troubles).toEqual([]);
  await context.close();
});

test('on a phone the list lies below, fingers push and zoom, and nothing is too small to press', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const { page, context, troubles } = await signedIn(browser, made.client, phone);
  await review(page, made);
  await thumbnail(page).tap();
  await ready(page);
  const list = viewer(page).getByRole('region', { name: 'Annotations' });
  await expect(list).toBeHidden();
  const tall = (await canvas(page).boundingBox())!;
  await viewer(page).getByRole('button', { name: /^Annotations/ }).tap();
  await expect(list).toBeVisible();
  const [above, below] = [(await canvas(page).boundingBox())!, (await list.boundingBox())!];
  expect(above.height).toBeLessThan(tall.height);
  expect(below.y).toBeGreaterThanOrEqual(above.y + above.height - 1);
  for (const button of await viewer(page).getByRole('button').all()) {
    if (!(await button.isVisible())) continue;
    const box = (await button.boundingBox())!;
    expect(Math.round(box.height), await button.getAttribute('aria-label') ?? (await button.textContent()) ?? '').toBeGreaterThanOrEqual(44);
  }
  await viewer(page).getByRole('button', { name: /^Annotations/ }).tap();
  await expect(list).toBeHidden();

  const before = await percent(page);
  const at = await middle(canvas(page));
  const touch = await context.newCDPSession(page);
  const fingers = (apart: number) => [-1, 1].map((side, id) => ({ x: at.x + side * apart, y: at.y, id }));
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(30) });
  for (const apart of [50, 70, 90]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect.poll(() => percent(page)).toBeGreaterThan(before * 2);

  await viewer(page).getByRole('button', { name: 'Add remark' }).tap();
  await page.touchscreen.tap(at.x, at.y - 100);
  await viewer(page).getByLabel('Remark', { exact: true }).fill('Here');
  await viewer(page).getByRole('button', { name: 'Put it there' }).tap();
  await expect(viewer(page).getByRole('button', { name: 'Remark 1 by Carla Client' })).toBeVisible();
  const across = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  expect(across).toBe(true);
  expect(await breaches(page)).toEqual([]);
  expect(troubles).toEqual([]);
  await context.close();
});

test('without scripts a thumbnail leads to its picture', async ({ browser, baseURL }) => {
  const made = await prepared(browser, baseURL!);
  const person = await signedIn(browser, made.client);
  const state = await person.context.storageState();
  await person.context.close();
  const context = await browser.newContext({ storageState: state, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/jobs/${made.job}/review?submission=${made.submissions[0]}`);
  const [opened] = await Promise.all([context.waitForEvent('page'), thumbnail(page).click()]);
  await opened.waitForLoadState();
  expect(opened.url()).toContain(`/media/screenshots/${made.pictures[0]}/annotated`);
  await context.close();
});
