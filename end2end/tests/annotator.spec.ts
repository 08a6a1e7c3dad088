import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { breaches } from './accessibility';
import { hydrated, newPerson, open, type Person } from './people';
import { screenshotOf } from './pictures';
import { account, openJob, seat, type Account } from './rest';

// Every tool but the first, which selects: its button, its letter, and what it leaves in the scene.
const TOOLS: [string, string, string][] = [
  ['Pen', 'p', 'pen'],
  ['Highlighter', 'h', 'highlighter'],
  ['Line', 'l', 'line'],
  ['Arrow', 'a', 'arrow'],
  ['Rectangle', 'r', 'rect'],
  ['Ellipse', 'o', 'ellipse'],
  ['Text', 't', 'text'],
  ['Numbered step', 'n', 'step'],
  ['Callout', 'c', 'callout'],
  ['Redact', 'x', 'redact'],
  ['Spotlight', 's', 'spotlight'],
];
const WRITES = ['text', 'callout'];
const TYPES = TOOLS.map(([, , type]) => type);

let client: Account;

test.beforeAll(async ({ baseURL }) => {
  client = await account(baseURL!, 'Carla Client', 'client');
});

test.afterAll(() => client.dispose());

interface Bench {
  person: Person;
  page: Page;
  tester: Account;
  submission: string;
  /** Where the picture lies in the window. */
  at(x: number, y: number): { x: number; y: number };
}

/** A tester in their seat, with the editor open on a picture of the page. */
async function bench(browser: Parameters<typeof newPerson>[0], baseURL: string, options = {}): Promise<Bench> {
  const tester = await account(baseURL, 'Timo Tester', 'tester');
  const taken = await seat(tester, await openJob(client, 'Something to draw on'));
  const person = await newPerson(browser, 'timo', options);
  const { page } = person;
  await open(page, '/login');
  await page.getByLabel('Email').fill(tester.email);
  await page.getByLabel('Password').fill(tester.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => url.pathname !== '/login');
  await open(page, `/claims/${taken.claim}`);
  await hydrated(page);
  const picture = { name: 'page.png', mimeType: 'image/png', buffer: await screenshotOf(page) };
  await page.getByLabel('Add screenshots').first().setInputFiles(picture);
  await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
  const box = (await page.getByTestId('annotator-canvas').boundingBox())!;
  const at = (x: number, y: number) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  return { person, page, tester, submission: taken.submission, at };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

async function write(page: Page, words: string): Promise<void> {
  await page.getByLabel('Text on the picture').fill(words);
  await page.keyboard.press('Escape');
}

/** Saves, and gives what the server keeps of the drawing. */
async function saved({ page, tester, submission, person }: Bench): Promise<any[]> {
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect(page.getByTestId('annotator-canvas')).toBeHidden();
  const { screenshots } = await tester.get(`/submissions/${submission}`);
  expect(screenshots).toHaveLength(1);
  expect(person.troubles).toEqual([]);
  return screenshots[0].scene.shapes;
}

test('every tool draws with the mouse', async ({ browser, baseURL }) => {
  test.setTimeout(90_000);
  const b = await bench(browser, baseURL!);
  for (const [n, [button, , type]] of TOOLS.entries()) {
    await b.page.getByRole('button', { name: button, exact: true }).click();
    await drag(b.page, b.at(0.25 + n * 0.02, 0.25), b.at(0.35 + n * 0.03, 0.4 + n * 0.01));
    if (WRITES.includes(type)) await write(b.page, `With the mouse: ${type}`);
  }
  expect(await breaches(b.page)).toEqual([]);
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(TYPES);
  expect(shapes.find(shape => shape.type === 'callout').text).toBe('With the mouse: callout');
});

test('every tool draws from the keyboard, and what was drawn is moved, stretched and put in order', async ({ browser, baseURL }) => {
  test.setTimeout(90_000);
  const b = await bench(browser, baseURL!);
  for (const [, letter, type] of TOOLS) {
    await b.page.keyboard.press(letter);
    await b.page.keyboard.press('Enter');
    if (WRITES.includes(type)) {
      await b.page.keyboard.type(`With keys: ${type}`);
      await b.page.keyboard.press('Escape');
    }
  }
  // The spotlight is selected, as what was drawn last: to the back with it, and the highlighter is next.
  await b.page.keyboard.press('{');
  await b.page.keyboard.press('Tab');
  await b.page.keyboard.press('Tab');
  await b.page.keyboard.press('Alt+Shift+ArrowDown');
  await b.page.keyboard.press('Escape');
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['spotlight', ...TYPES.slice(0, -1)]);
});

/** A finger that goes from one place to another in the time that a finger takes: one too fast would be a fling, which swallows the next tap. */
async function swipe(touch: CDPSession, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  let timestamp = Date.now() / 1000;
  const send = (type: string, touchPoints: object[]) => {
    timestamp += 0.1;
    return touch.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp } as any);
  };
  await send('touchStart', [from]);
  for (const step of [0.3, 0.6, 1, 1]) await send('touchMove', [{ x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step }]);
  await send('touchEnd', []);
}

test('every tool draws with a finger on a phone', async ({ browser, baseURL }) => {
  test.setTimeout(90_000);
  const b = await bench(browser, baseURL!, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  const touch = await b.page.context().newCDPSession(b.page);
  for (const [n, [button, , type]] of TOOLS.entries()) {
    await b.page.getByRole('button', { name: button, exact: true }).tap();
    await swipe(touch, b.at(0.3, 0.2 + n * 0.03), b.at(0.6, 0.36 + n * 0.02));
    if (WRITES.includes(type)) await write(b.page, `With a finger: ${type}`);
  }
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(TYPES);
});

test('several shapes are selected, lined up, copied and removed, by pointer and menu', async ({ browser, baseURL }) => {
  test.setTimeout(90_000);
  const b = await bench(browser, baseURL!);
  const { page, at } = b;
  for (const [x, y] of [
    [0.3, 0.3],
    [0.45, 0.37],
    [0.6, 0.34],
  ]) {
    await page.keyboard.press('x');
    await drag(page, at(x, y), at(x + 0.08, y + 0.08));
  }
  await page.keyboard.press('v');
  // A box around the first two; the third with Shift.
  await drag(page, at(0.25, 0.25), at(0.56, 0.52));
  await page.keyboard.down('Shift');
  await page.mouse.click(at(0.64, 0.38).x, at(0.64, 0.38).y);
  await page.keyboard.up('Shift');

  await page.mouse.click(at(0.34, 0.34).x, at(0.34, 0.34).y, { button: 'right' });
  const menu = page.getByRole('menu', { name: 'Selection' });
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  expect(await breaches(page)).toEqual([]);
  await menu.getByRole('menuitem', { name: 'Align top' }).click();
  await expect(menu).toBeHidden();

  await page.keyboard.press('Shift+F10');
  await expect(menu.getByRole('menuitem', { name: /^Duplicate/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'More' }).click();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await page.keyboard.press('Escape');
  await page.mouse.click(at(0.64, 0.34).x, at(0.64, 0.34).y);
  await page.keyboard.press('Delete');

  const shapes = await saved(b);
  expect(shapes).toHaveLength(5);
  const tops = new Set(shapes.map(shape => shape.y));
  expect(tops.size, 'one line of originals, one of copies').toBe(2);
});

test('the picture is taken along as SVG, without what is redacted', async ({ browser, baseURL }) => {
  const { page, at, person } = await bench(browser, baseURL!);
  await page.keyboard.press('x');
  await drag(page, at(0.3, 0.3), at(0.5, 0.5));
  await page.keyboard.press('l');
  await drag(page, at(0.3, 0.6), at(0.6, 0.6));
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Download as SVG' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('picture.svg');
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('<image href="data:image/png;base64,');
  expect(text).toContain('stroke="#e11d48"');
  // The picture inside is black where it was redacted.
  const url = text.match(/href="(data:[^"]+)"/)![1];
  const [middle] = await page.evaluate(async address => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    return [[...context.getImageData(image.width * 0.4, image.height * 0.4, 1, 1).data]];
  }, url);
  expect(middle).toEqual([0, 0, 0, 255]);
  expect(person.troubles).toEqual([]);
});

test('the keys are shown and put away', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!);
  await b.page.keyboard.press('?');
  const sheet = b.page.getByRole('region', { name: 'Keys of the editor' });
  await expect(sheet.getByText('Numbered step')).toBeVisible();
  expect(await breaches(b.page)).toEqual([]);
  await b.page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(b.page.getByTestId('annotator-canvas')).toBeVisible();
});

test('what looks like a secret is asked about before it is handed in', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!);
  await b.page.keyboard.press('t');
  await b.page.keyboard.press('Enter');
  await write(b.page, 'Signed in as anna@example.org');
  await b.page.keyboard.press('r');
  await b.page.keyboard.press('Enter');
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  const question = b.page.getByRole('alertdialog', { name: 'Hand this in?' });
  await expect(question).toContainText('looks like an e-mail address');
  expect(await breaches(b.page)).toEqual([]);
  await question.getByRole('button', { name: 'Remove it' }).click();
  await expect(question).toBeHidden();
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['rect']);
});
