import { expect, test, type Browser, type BrowserContextOptions, type CDPSession } from '@playwright/test';
import { bench as benchOf, drag, saved, seated, swipe, write, type Bench } from './bench';
import { flatPng } from './pictures';
import { account, type Account } from './rest';

// What hands do in the editor beside drawing: moving, stretching, turning, cutting, pushing and zooming, and bringing pictures in.

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let client: Account;

test.beforeAll(async ({ baseURL }) => {
  client = await account(baseURL!, 'Carla Client', 'client');
});

test.afterAll(() => client.dispose());

async function bench(browser: Browser, baseURL: string, options: BrowserContextOptions = {}, given?: Buffer): Promise<Bench> {
  return benchOf(browser, client, await account(baseURL, 'Timo Tester', 'tester'), options, given);
}

interface Place {
  x: number;
  y: number;
}

/** A box is drawn, moved by its edge, stretched by its corner and turned by its handle; another is drawn where it should lie then. */
async function handled(b: Bench, tool: (name: string) => Promise<void>, go: (from: Place, to: Place) => Promise<void>, press: (at: Place) => Promise<void>) {
  const { at } = b;
  await tool('Rectangle');
  await go(at(0.21, 0.24), at(0.43, 0.36));
  await tool('Select');
  await press(at(0.21, 0.3));
  await go(at(0.21, 0.3), at(0.27, 0.34));
  await go(at(0.49, 0.4), at(0.66, 0.45));
  await tool('Rectangle');
  await go(at(0.27, 0.28), at(0.66, 0.45));
  await tool('Select');
  await press(at(0.27, 0.36));
  const above = { x: at(0.465, 0).x, y: at(0, 0.28).y - 28 };
  await go(above, { x: above.x + 60, y: above.y + 20 });
  const [moved, drawn] = await saved(b);
  for (const side of ['x', 'y', 'w', 'h']) expect(Math.abs(moved[side] - drawn[side]), `${side}: ${moved[side]}, ${drawn[side]}`).toBeLessThan(12);
  expect(moved.angle ?? 0).toBe(0);
  expect(Math.abs(drawn.angle), 'only what is selected is turned').toBeGreaterThan(10);
}

test('a shape is moved, stretched and turned with the mouse', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!);
  // Nothing snaps while Ctrl is held.
  const go = async (from: Place, to: Place) => {
    await b.page.keyboard.down('Control');
    await drag(b.page, from, to);
    await b.page.keyboard.up('Control');
  };
  await handled(b, name => b.page.getByRole('button', { name, exact: true }).click(), go, at => b.page.mouse.click(at.x, at.y));
});

test('a shape is moved, stretched and turned with a finger', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!, PHONE);
  const touch = await b.page.context().newCDPSession(b.page);
  await handled(b, name => b.page.getByRole('button', { name, exact: true }).tap(), (from, to) => swipe(touch, from, to), at => b.page.touchscreen.tap(at.x, at.y));
});

test('a finger that rests on a shape opens its menu, and draws nothing', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!, PHONE);
  const touch = await b.page.context().newCDPSession(b.page);
  const menu = b.page.getByRole('menu', { name: 'Selection' });
  await b.page.getByRole('button', { name: 'Rectangle', exact: true }).tap();
  await swipe(touch, b.at(0.3, 0.25), b.at(0.6, 0.4));
  // With a tool that draws where it is pressed.
  await b.page.getByRole('button', { name: 'Numbered step', exact: true }).tap();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [b.at(0.3, 0.32)] });
  await expect(menu).toBeVisible();
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await menu.getByRole('menuitem', { name: /^Duplicate/ }).tap();
  await expect(menu).toBeHidden();
  expect((await saved(b)).map(shape => shape.type)).toEqual(['rect', 'rect']);
});

/** Saves a picture on which nothing is drawn. */
async function cut(b: Bench): Promise<any[]> {
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  await expect(b.page.getByTestId('annotator-canvas')).toBeHidden();
  return (await b.tester.get(`/submissions/${b.submission}`)).screenshots;
}

test('a picture is cut with a finger', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!, PHONE);
  const touch = await b.page.context().newCDPSession(b.page);
  await b.page.getByRole('button', { name: 'Crop', exact: true }).tap();
  await swipe(touch, b.at(0.3, 0.25), b.at(0.7, 0.45));
  await expect(b.page.getByText('The rest goes when you save.').filter({ visible: true })).toBeVisible();
  const screenshots = await cut(b);
  expect(screenshots[0].width / screenshots[0].height).toBeCloseTo((0.4 * 360) / (0.2 * 740), 1);
});

test('a picture is cut from the keyboard', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!, { viewport: { width: 1000, height: 700 } });
  await b.page.keyboard.press('k');
  await b.page.keyboard.press('Enter');
  await expect(b.page.getByText('The rest goes when you save.').filter({ visible: true })).toBeVisible();
  await b.page.keyboard.press('Alt+Shift+ArrowLeft');
  const screenshots = await cut(b);
  expect(screenshots[0].width).toBeLessThan(1000);
  expect(screenshots[0].height).toBeLessThan(700);
});

/** Two fingers that go from where they are to where they are then, in a few steps. */
async function pinch(touch: CDPSession, from: [Place, Place], to: [Place, Place]): Promise<void> {
  let timestamp = Date.now() / 1000;
  const send = (type: string, touchPoints: object[]) => {
    timestamp += 0.1;
    return touch.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp } as any);
  };
  const points = (part: number) => from.map((start, id) => ({ id, x: start.x + (to[id].x - start.x) * part, y: start.y + (to[id].y - start.y) * part }));
  await send('touchStart', points(0).slice(0, 1));
  await send('touchStart', points(0));
  for (const part of [0.25, 0.5, 0.75, 1]) await send('touchMove', points(part));
  await send('touchEnd', []);
}

test('two fingers zoom and push, and draw nothing', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!, PHONE);
  const touch = await b.page.context().newCDPSession(b.page);
  const percent = async () => Number((await b.page.getByRole('button', { name: 'Fit the picture' }).textContent())!.replace(/\D/g, ''));
  const before = await percent();
  await b.page.getByRole('button', { name: 'Rectangle', exact: true }).tap();
  await pinch(touch, [{ x: 160, y: 250 }, { x: 200, y: 250 }], [{ x: 100, y: 250 }, { x: 260, y: 250 }]);
  await expect.poll(percent).toBeGreaterThan(before * 3);
  const after = await percent();
  // The same place of the screen before and after the picture was pushed.
  await swipe(touch, { x: 150, y: 220 }, { x: 210, y: 260 });
  await pinch(touch, [{ x: 120, y: 250 }, { x: 240, y: 250 }], [{ x: 90, y: 230 }, { x: 210, y: 230 }]);
  expect(await percent()).toBe(after);
  await b.page.getByRole('button', { name: 'Rectangle', exact: true }).tap();
  await swipe(touch, { x: 150, y: 220 }, { x: 210, y: 260 });
  const shapes = await saved(b);
  expect(shapes).toHaveLength(2);
  const [first, second] = shapes;
  expect(Math.abs(second.x - first.x - (30 * 100) / after)).toBeLessThan(2);
  expect(Math.abs(second.y - first.y - (20 * 100) / after)).toBeLessThan(2);
});

test('a pen draws as hard as it is pressed, with every place it passed, whatever the hand rests on', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!);
  const input = await b.page.context().newCDPSession(b.page);
  await b.page.keyboard.press('p');
  const send = (type: string, n: number, force: number) =>
    input.send('Input.dispatchMouseEvent', { type, ...b.at(0.3 + n * 0.015, 0.4 + (n % 2) * 0.05), button: 'left', buttons: 1, pointerType: 'pen', force } as any);
  await send('mousePressed', 0, 0.2);
  await pinch(input, [b.at(0.5, 0.6), b.at(0.6, 0.6)], [b.at(0.4, 0.7), b.at(0.7, 0.7)]);
  // All at once: a browser gathers what comes within one frame.
  await Promise.all(Array.from({ length: 20 }, (_, n) => send('mouseMoved', n + 1, 0.2 + n * 0.035)));
  await send('mouseReleased', 20, 0);
  const shapes = await saved(b);
  expect(shapes).toHaveLength(1);
  const [pen] = shapes;
  expect(pen.points.length).toBeGreaterThanOrEqual(15);
  expect(pen.pressure).toHaveLength(pen.points.length);
  expect(Math.max(...pen.pressure) - Math.min(...pen.pressure)).toBeGreaterThan(0.5);
});

test('a text is opened again where it stands, and written anew', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!);
  await b.page.keyboard.press('t');
  await b.page.mouse.click(b.at(0.4, 0.4).x, b.at(0.4, 0.4).y);
  await write(b.page, 'Frist');
  await b.page.keyboard.press('Escape');
  await b.page.keyboard.press('v');
  await b.page.mouse.dblclick(b.at(0.4, 0.4).x + 12, b.at(0.4, 0.4).y + 12);
  await expect(b.page.getByLabel('Text on the picture')).toHaveValue('Frist');
  await write(b.page, 'First');
  await b.page.keyboard.press('Enter');
  await expect(b.page.getByLabel('Text on the picture')).toHaveValue('First');
  await write(b.page, 'First of all');
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.text)).toEqual(['First of all']);
});

test('colour and opacity are changed of several shapes, whose widths stay', async ({ browser, baseURL }) => {
  const b = await bench(browser, baseURL!);
  const looks = b.page.getByRole('group', { name: 'Looks' }).filter({ visible: true });
  for (const [n, width] of ['Thin line', 'Thick line'].entries()) {
    await b.page.keyboard.press('l');
    await looks.getByRole('button', { name: width }).click();
    await drag(b.page, b.at(0.3, 0.3 + n * 0.1), b.at(0.6, 0.33 + n * 0.1));
  }
  await b.page.keyboard.press('Control+a');
  await looks.getByRole('button', { name: 'Blue' }).click();
  await looks.getByRole('slider', { name: 'Opacity' }).focus();
  await b.page.keyboard.press('ArrowLeft');
  await b.page.keyboard.press('ArrowLeft');
  await expect(looks.getByRole('slider', { name: 'Opacity' })).toHaveAttribute('aria-valuetext', '80 %');
  const [thin, thick] = await saved(b);
  expect(thick.style.width / thin.style.width).toBeCloseTo(4, 1);
  expect([thin.style.color, thick.style.color]).toEqual(['#2563eb', '#2563eb']);
  expect([thin.style.opacity, thick.style.opacity]).toEqual([0.8, 0.8]);
});

test('pictures are chosen together, dropped, pasted and taken with the camera', async ({ browser, baseURL }) => {
  const b = await seated(browser, client, await account(baseURL!, 'Timo Tester', 'tester'), PHONE);
  const { page } = b;
  const canvas = page.getByTestId('annotator-canvas');
  const colors: [number, number, number][] = [[200, 30, 30], [30, 200, 30], [30, 30, 200], [200, 200, 30], [30, 200, 200]];
  const files = colors.map((color, n) => ({ name: `${n}.png`, mimeType: 'image/png', buffer: flatPng(80 + n, 60, color) }));
  const save = async () => {
    await expect(canvas).toHaveAttribute('aria-busy', 'false');
    const room = await canvas.elementHandle();
    await page.getByRole('button', { name: 'Save picture' }).tap();
    await room!.waitForElementState('hidden');
  };
  await page.getByLabel('Add screenshots').first().setInputFiles(files.slice(0, 2));
  await save();
  await save();
  await expect(canvas).toBeHidden();

  const carried = await page.evaluateHandle(
    ([dropped, pasted]) => {
      const carry = (bytes: number[], name: string) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
        return data;
      };
      return { dropped: carry(dropped, 'dropped.png'), pasted: carry(pasted, 'pasted.png') };
    },
    [[...files[2].buffer], [...files[3].buffer]],
  );
  await page.getByRole('heading', { level: 2 }).first().evaluate((target, { dropped }) => {
    for (const type of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true }));
  }, carried);
  await save();
  await page.evaluate(({ pasted }) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true }));
  }, carried);
  await save();
  await page.getByLabel('Take a photo').setInputFiles(files[4]);
  await save();
  await expect(canvas).toBeHidden();
  const { screenshots } = await b.tester.get(`/submissions/${b.submission}`);
  expect(screenshots.map((shot: { width: number }) => shot.width)).toEqual([80, 81, 82, 83, 84]);
  expect(b.person.troubles).toEqual([]);
});

/**
 * How what the editor shows differs from what it shows once all of it is painted anew: the most of 255, and how many pixels of a
 * thousand more than a little. A browser smooths an edge in one way or another, so that no pixel of it differs by half; what is left over
 * or left out does.
 */
async function renewed({ page }: Bench): Promise<{ most: number; edges: number }> {
  return page.evaluate(async () => {
    const painted = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const shown = () =>
      [...document.querySelectorAll<HTMLCanvasElement>('dialog[open] > canvas')].map(layer => {
        // A canvas that is read is painted in another way from then on; a copy of it is read.
        const context = new OffscreenCanvas(layer.width, layer.height).getContext('2d', { willReadFrequently: true })!;
        context.drawImage(layer, 0, 0);
        return context.getImageData(0, 0, layer.width, layer.height).data;
      });
    await painted();
    const before = shown();
    window.dispatchEvent(new Event('resize'));
    await painted();
    const after = shown();
    let [most, edges, all] = [0, 0, 0];
    for (const [layer, pixels] of before.entries()) {
      all += pixels.length;
      for (let n = 0; n < pixels.length; n += 1) {
        const off = Math.abs(pixels[n] - after[layer][n]);
        most = Math.max(most, off);
        edges += Number(off > 2);
      }
    }
    return { most, edges: (1000 * edges) / all };
  });
}

for (const deviceScaleFactor of [1, 1.5, 2]) {
  test(`what is painted piece by piece is what is painted at once, at ${deviceScaleFactor} pixels for one`, async ({ browser, baseURL }) => {
    const b = await bench(browser, baseURL!, { viewport: { width: 1000, height: 700 }, deviceScaleFactor });
    const { page, at } = b;
    const whole = async () => {
      const { most, edges } = await renewed(b);
      expect(most).toBeLessThan(128);
      expect(edges).toBeLessThan(5);
    };
    for (const [n, key] of ['r', 'o', 'a', 'p', 'h', 'n', 'b', 'x', 'l'].entries()) {
      await page.keyboard.press(key);
      await drag(page, at(0.25 + n * 0.03, 0.25 + n * 0.02), at(0.45 + n * 0.03, 0.5 + n * 0.02));
    }
    await whole();
    // Zoomed, so that the picture is larger than the window; then pushed every way.
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    for (const [dx, dy] of [[40, 0], [0, 33], [-70, -21], [7, -50]]) {
      await page.mouse.move(at(0.5, 0.5).x, at(0.5, 0.5).y);
      await page.mouse.wheel(dx, dy);
      await whole();
    }
    await page.keyboard.press('v');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+ArrowDown');
    await whole();
    await page.keyboard.press(']');
    await whole();
    await page.keyboard.press('Delete');
    await whole();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('s');
    await drag(page, at(0.3, 0.3), at(0.6, 0.6));
    await whole();
    await page.keyboard.press('Control+z');
    await whole();
    expect(b.person.troubles).toEqual([]);
  });
}

test('a picture of 50 megapixels is opened, drawn on and saved', async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  const [width, height] = [8000, 6250];
  const large = flatPng(width, height, [90, 90, 90]);
  const b = await bench(browser, baseURL!, { viewport: { width: 1000, height: 700 }, deviceScaleFactor: 2 }, large);
  await b.page.keyboard.press('r');
  await drag(b.page, b.at(0.4, 0.4), b.at(0.6, 0.6));
  for (let n = 0; n < 4; n += 1) await b.page.keyboard.press('+');
  await b.page.mouse.move(b.at(0.5, 0.5).x, b.at(0.5, 0.5).y);
  await b.page.mouse.wheel(200, 100);
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  await expect(b.page.getByTestId('annotator-canvas')).toBeHidden({ timeout: 120_000 });
  const { screenshots } = await b.tester.get(`/submissions/${b.submission}`);
  expect([screenshots[0].width, screenshots[0].height]).toEqual([width, height]);
  expect(screenshots[0].scene.shapes[0].w).toBeGreaterThan(1000);
});
