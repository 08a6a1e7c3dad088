import { expect, test, type Browser } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { breaches } from './accessibility';
import { bench as benchOf, drag, saved, swipe, write, type Bench } from './bench';
import { account, type Account } from './rest';

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
  ['Pixelate', 'b', 'pixelate'],
  ['Spotlight', 's', 'spotlight'],
];
const WRITES = ['text', 'callout'];
const TYPES = TOOLS.map(([, , type]) => type);

let client: Account;

test.beforeAll(async ({ baseURL }) => {
  client = await account(baseURL!, 'Carla Client', 'client');
});

test.afterAll(() => client.dispose());

async function bench(browser: Browser, baseURL: string, options = {}): Promise<Bench> {
  return benchOf(browser, client, await account(baseURL, 'Timo Tester', 'tester'), options);
}

test('every tool draws with the mouse', async ({ browser, baseURL }) => {
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

test('every tool draws with a finger on a phone', async ({ browser, baseURL }) => {
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
