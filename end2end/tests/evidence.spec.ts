import { expect, test, type Page } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { bench, drag, saved } from './bench';
import { open } from './people';
import { account, type Account } from './rest';

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

const [WIDTH, HEIGHT] = [600, 400];
/** Where the secret stands: noise in colours that are nowhere else in the picture. */
const SECRET = { x: 200, y: 150, w: 120, h: 60 };
const WORDS = 'SECRET-4711-of-Anna';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let n = 0; n < 8; n += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG of the given pixels that also says something in its metadata, and behind its end. */
function png(pixel: (x: number, y: number) => [number, number, number]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) rows.set(pixel(x, y), y * (1 + WIDTH * 3) + 1 + x * 3);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Comment\0${WORDS}`, 'latin1')),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from(WORDS),
  ]);
}

function picture(): Buffer {
  const inside = (x: number, y: number) => x >= SECRET.x && x < SECRET.x + SECRET.w && y >= SECRET.y && y < SECRET.y + SECRET.h;
  return png((x, y) => (inside(x, y) ? [200 + ((x * 7) % 55), (x * y) % 40, 200 + ((y * 5) % 55)] : [40, 90 + (x % 60), 120 + (y % 60)]));
}

/** How many pixels of a file have the secret's colours; what is no picture has none. */
function secretPixels(page: Page, file: Buffer): Promise<number> {
  return page.evaluate(async bytes => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)])).catch(() => undefined);
    if (!bitmap) return 0;
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let found = 0;
    for (let n = 0; n < data.length; n += 4) found += Number(data[n] > 150 && data[n + 1] < 80 && data[n + 2] > 150);
    return found;
  }, [...file]);
}

/** Everything that the server has stored. */
async function stored(): Promise<[string, Buffer][]> {
  const entries = await readdir(process.env.UPLOADS!, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file): Promise<[string, Buffer]> => [file, await readFile(file)]));
}

/** Where a place of the picture lies in the window: it is shown in the middle, at its own size. */
async function placeOf(page: Page): Promise<(x: number, y: number) => { x: number; y: number }> {
  const box = (await page.getByTestId('annotator-canvas').boundingBox())!;
  return (x, y) => ({ x: box.x + (box.width - WIDTH) / 2 + x, y: box.y + (box.height - HEIGHT) / 2 + y });
}

test('a redacted secret leaves neither the browser nor is it in any stored byte', async ({ browser }) => {
  const given = picture();
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, given);
  expect(await secretPixels(b.page, given), 'the test sees what it looks for').toBe(SECRET.w * SECRET.h);
  const before = new Set((await stored()).map(([name]) => name));
  const sent: Buffer[] = [];
  b.page.on('request', request => {
    if (request.method() === 'POST') sent.push(request.postDataBuffer() ?? Buffer.alloc(0));
  });
  const at = await placeOf(b.page);
  await b.page.keyboard.press('x');
  await drag(b.page, at(SECRET.x - 2, SECRET.y - 2), at(SECRET.x + SECRET.w + 2, SECRET.y + SECRET.h + 2));
  await b.page.keyboard.press('r');
  await drag(b.page, at(SECRET.x - 20, SECRET.y - 20), at(SECRET.x + 160, SECRET.y + 100));
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['redact', 'rect']);

  const fresh = (await stored()).filter(([name]) => !before.has(name));
  expect(fresh.length).toBeGreaterThan(1);
  for (const [name, bytes] of fresh) {
    expect(await secretPixels(b.page, bytes), name).toBe(0);
    expect(bytes.includes(WORDS), name).toBe(false);
  }
  expect(sent.length).toBeGreaterThan(0);
  for (const body of sent) {
    expect(body.includes(WORDS)).toBe(false);
    const start = body.indexOf(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    if (start >= 0) expect(await secretPixels(b.page, body.subarray(start))).toBe(0);
  }
});

test('a picture is cut, its mosaic is all that is left of what lay there, and what is turned stays turned', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, picture());
  const at = await placeOf(b.page);
  await b.page.keyboard.press('b');
  await drag(b.page, at(SECRET.x, SECRET.y), at(SECRET.x + SECRET.w, SECRET.y + SECRET.h));
  await b.page.keyboard.press('r');
  await drag(b.page, at(350, 260), at(450, 310));
  await b.page.keyboard.press('v');
  await b.page.mouse.click(at(350, 285).x, at(350, 285).y);
  await b.page.keyboard.press('.');
  await b.page.keyboard.press('k');
  await expect(b.page.getByText('Drag around what is to be left.').filter({ visible: true })).toBeVisible();
  await drag(b.page, at(100, 100), at(500, 350));
  await b.page.getByRole('button', { name: 'Whole picture' }).click();
  await b.page.keyboard.press('Control+z');
  await expect(b.page.getByText('The rest goes when you save.').filter({ visible: true })).toBeVisible();
  const shapes = await saved(b);
  const [mosaic, rect] = shapes;
  expect(rect.angle).toBe(15);
  expect([Math.round(mosaic.x), Math.round(mosaic.y)]).toEqual([SECRET.x - 100, SECRET.y - 100]);
  const { screenshots } = await b.tester.get(`/submissions/${b.submission}`);
  expect([screenshots[0].width, screenshots[0].height, screenshots[0].scene.crop]).toEqual([400, 250, undefined]);
  const colours = await b.page.evaluate(
    async ({ url, x, y, w, h }) => {
      const bitmap = await createImageBitmap(await (await fetch(url)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(x, y, w, h);
      return new Set(Array.from({ length: data.length / 4 }, (_, n) => data.slice(n * 4, n * 4 + 3).join())).size;
    },
    { url: screenshots[0].original_url, ...SECRET, x: SECRET.x - 100, y: SECRET.y - 100 },
  );
  expect(colours, 'a colour for each cell of 16 pixels or so').toBeLessThan(60);
});

/** What this browser keeps of drawings that are not saved yet. */
function drawings(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('peertest-pictures');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('drawings').objectStore('drawings').getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result);
          };
        };
      }),
  );
}

test('a tab that is killed in the middle of a drawing loses nothing', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, picture());
  const at = await placeOf(b.page);
  await b.page.keyboard.press('r');
  await drag(b.page, at(50, 50), at(150, 120));
  await b.page.keyboard.press('a');
  await drag(b.page, at(300, 300), at(200, 200));
  await expect.poll(async () => (await drawings(b.page)).map(json => JSON.parse(json).shapes.length)).toEqual([2]);
  // The pen is down as the tab dies.
  await b.page.keyboard.press('p');
  await b.page.mouse.move(at(400, 100).x, at(400, 100).y);
  await b.page.mouse.down();
  await b.page.mouse.move(at(500, 200).x, at(500, 200).y, { steps: 5 });
  const crashed = b.page.waitForEvent('crash');
  await b.page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const page = await b.person.context.newPage();
  await open(page, `/claims/${b.claim}`);
  await expect(page.getByText('A picture was not saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
  const shapes = await saved({ ...b, page });
  expect(shapes.map(shape => shape.type)).toEqual(['rect', 'arrow']);
  await expect.poll(() => drawings(page)).toEqual([]);
  // What is saved is not asked about again.
  await open(page, `/claims/${b.claim}`);
  await expect(page.getByRole('link', { name: 'Annotate picture 1' })).toBeVisible();
  await expect(page.getByText('was not saved')).toBeHidden();
});

/** Noise, which no encoding makes small: it goes in several pieces. */
function large(): Buffer {
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16;
  return png(() => [next() & 255, next() & 255, next() & 255]);
}

const PIECES = '**/api/v1/uploads/*';

test('sending goes on by itself when the network is back, and nothing is sent twice', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, large());
  await b.page.keyboard.press('r');
  await b.page.keyboard.press('Enter');
  let pieces = 0;
  await b.page.route(PIECES, async route => {
    if (route.request().method() === 'PATCH') pieces += 1;
    // The first has arrived, and its answer is lost.
    if (pieces === 1) {
      await route.fetch();
      await b.person.context.setOffline(true);
      await route.abort('internetdisconnected');
      return;
    }
    await route.continue();
  });
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  await expect(b.page.getByText('Waiting for the network.')).toBeVisible();
  await b.person.context.setOffline(false);
  await expect(b.page.getByTestId('annotator-canvas')).toBeHidden();
  const { screenshots } = await b.tester.get(`/submissions/${b.submission}`);
  expect(screenshots).toHaveLength(1);
  expect([screenshots[0].width, screenshots[0].height]).toEqual([WIDTH, HEIGHT]);
});

test('sending is called back, and the drawing is still there', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, large());
  await b.page.keyboard.press('r');
  await b.page.keyboard.press('Enter');
  let held = () => {};
  const holding = new Promise<void>(resolve => {
    held = resolve;
  });
  await b.page.route(PIECES, async route => {
    await holding;
    await route.abort().catch(() => undefined);
  });
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  await expect(b.page.getByRole('progressbar', { name: 'Sent' })).toBeVisible();
  await b.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(b.page.getByRole('progressbar', { name: 'Sent' })).toBeHidden();
  held();
  await b.page.unroute(PIECES);
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['rect']);
});
