import { expect, test, type Page } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bench, drag, saved } from './bench';
import { kept } from './kept';
import { open } from './people';
import { pngOf } from './pictures';
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

/** A PNG of the given pixels that also says something in its metadata, and behind its end. */
function png(pixel: (x: number, y: number) => [number, number, number]): Buffer {
  const plain = pngOf(WIDTH, HEIGHT, pixel);
  // Behind the header.
  return Buffer.concat([plain.subarray(0, 33), pngOf.chunk('tEXt', Buffer.from(`Comment\0${WORDS}`, 'latin1')), plain.subarray(33), Buffer.from(WORDS)]);
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

/** Everything that the server has stored of an upload and the picture that came of it, which have one id. Other tests store meanwhile. */
async function stored(id: string): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  for (const folder of ['uploads', 'screenshots'].map(each => join(process.env.UPLOADS!, each, id))) {
    for (const name of (await readdir(folder).catch((): string[] => [])).sort()) {
      // What is being written gets its name when it is whole.
      const bytes = await readFile(join(folder, name)).catch(() => undefined);
      if (bytes) found.push([join(folder, name), bytes]);
    }
  }
  return found;
}

/** Where a place of the picture lies in the window: it is shown in the middle, at its own size. */
async function placeOf(page: Page): Promise<(x: number, y: number) => { x: number; y: number }> {
  const box = (await page.getByTestId('annotator-canvas').boundingBox())!;
  return (x, y) => ({ x: box.x + (box.width - WIDTH) / 2 + x, y: box.y + (box.height - HEIGHT) / 2 + y });
}

/** The size of a picture, as the browser reads it. */
function sizeOf(page: Page, file: Buffer): Promise<number[]> {
  return page.evaluate(async bytes => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    return [bitmap.width, bitmap.height];
  }, [...file]);
}

test('a redacted secret leaves neither the browser nor is it in any stored byte', async ({ browser }) => {
  const given = picture();
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, given, `${WORDS}.png`);
  expect(await secretPixels(b.page, given), 'the test sees what it looks for').toBe(SECRET.w * SECRET.h);
  const sent: Buffer[] = [];
  b.page.on('request', request => sent.push(request.postDataBuffer() ?? Buffer.alloc(0)));
  // What the browser has sent lies on the server as it came, until it is told what to make of it.
  let arrived = Buffer.alloc(0);
  await b.page.route('**/api/v1/submissions/*/screenshots', async route => {
    const [, upload] = /name="upload_id"\r\n\r\n(\w+)/.exec(route.request().postDataBuffer()!.toString('latin1'))!;
    arrived = Buffer.concat((await stored(upload)).map(([, bytes]) => bytes));
    await route.continue();
  });
  const at = await placeOf(b.page);
  await b.page.keyboard.press('x');
  await drag(b.page, at(SECRET.x - 2, SECRET.y - 2), at(SECRET.x + SECRET.w + 2, SECRET.y + SECRET.h + 2));
  await b.page.keyboard.press('r');
  await drag(b.page, at(SECRET.x - 20, SECRET.y - 20), at(SECRET.x + 160, SECRET.y + 100));
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['redact', 'rect']);

  expect(await sizeOf(b.page, arrived), 'all of it has been looked at').toEqual([WIDTH, HEIGHT]);
  expect(await secretPixels(b.page, arrived)).toBe(0);
  expect(arrived.includes(WORDS)).toBe(false);
  // Not the words of the file, nor its name.
  expect(sent.some(body => body.includes('upload_id'))).toBe(true);
  expect(sent.filter(body => body.includes(WORDS))).toEqual([]);

  const [{ id }] = (await b.tester.get(`/submissions/${b.submission}`)).screenshots;
  // Original, annotated, and the thumbnails that a job makes: so small a picture is its own in two of three sizes.
  await expect.poll(async () => (await stored(id)).length).toBe(4);
  const kept = await stored(id);
  for (const [name, bytes] of kept) {
    expect(await secretPixels(b.page, bytes), name).toBe(0);
    expect(bytes.includes(WORDS), name).toBe(false);
    expect(name).not.toContain(WORDS);
  }
  expect(JSON.stringify(await b.tester.get(`/submissions/${b.submission}`))).not.toContain(WORDS);
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

/** The tab dies and the tester comes back in another, to go on with the picture. */
async function reopened(b: Awaited<ReturnType<typeof bench>>): Promise<Page> {
  const crashed = b.page.waitForEvent('crash');
  await b.page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const page = await b.person.context.newPage();
  await open(page, `/claims/${b.claim}`);
  await expect(page.getByText('A picture was not saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
  return page;
}

test('a text that was being typed as the tab died is there again', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, picture());
  const at = await placeOf(b.page);
  await b.page.keyboard.press('t');
  await b.page.mouse.click(at(100, 100).x, at(100, 100).y);
  await b.page.getByLabel('Text on the picture').pressSequentially('Half a sentence');
  const texts = async () => (await kept(b.page, 'drawings')).flatMap(json => JSON.parse(json).shapes).map(shape => shape.text);
  await expect.poll(texts, 'also what came last').toEqual(['Half a sentence']);
  await b.page.getByLabel('Text on the picture').fill('');
  await expect.poll(texts).toEqual([]);
  await b.page.getByLabel('Text on the picture').pressSequentially('The total is wr');
  await expect.poll(texts).toEqual(['The total is wr']);
  const page = await reopened(b);
  expect((await saved({ ...b, page })).map(shape => [shape.type, shape.text])).toEqual([['text', 'The total is wr']]);
});

test('a picture that arrived unheard is taken back before it is sent again with its secret redacted', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, picture());
  const kept = async () => (await b.tester.get(`/submissions/${b.submission}`)).screenshots;
  const at = await placeOf(b.page);
  await b.page.keyboard.press('r');
  await drag(b.page, at(50, 50), at(150, 120));
  let arrived = false;
  await b.page.route('**/api/v1/submissions/*/screenshots', async route => {
    if (!arrived) await route.fetch();
    arrived = true;
    await route.abort();
  });
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  await expect.poll(async () => (await kept()).length).toBe(1);
  await b.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(b.page.getByRole('progressbar', { name: 'Sent' })).toBeHidden();
  await b.page.unroute('**/api/v1/submissions/*/screenshots');
  // The first word of it does not reach the server either.
  let refused = false;
  await b.page.route('**/api/v1/uploads/*', async route => {
    if (route.request().method() !== 'DELETE' || refused) return route.continue();
    refused = true;
    await route.abort();
  });
  await b.page.keyboard.press('x');
  await drag(b.page, at(SECRET.x - 2, SECRET.y - 2), at(SECRET.x + SECRET.w + 2, SECRET.y + SECRET.h + 2));
  await b.page.getByRole('button', { name: 'Save picture' }).click();
  await expect(b.page.getByTestId('annotator-canvas')).toBeHidden();
  expect(refused).toBe(true);
  const pictures = await kept();
  expect(pictures.map((one: any) => one.scene.shapes.map((shape: any) => shape.type))).toEqual([['rect', 'redact']]);
  const original = await b.page.request.get(pictures[0].original_url);
  expect(await secretPixels(b.page, await original.body())).toBe(0);
});

test('a picture that is closed before it has opened is offered again, with what was drawn on it', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, picture());
  const at = await placeOf(b.page);
  await b.page.keyboard.press('x');
  await drag(b.page, at(SECRET.x, SECRET.y), at(SECRET.x + SECRET.w, SECRET.y + SECRET.h));
  await expect.poll(async () => (await kept(b.page, 'drawings')).length).toBe(1);
  await b.page.close();
  const page = await b.person.context.newPage();
  // The editor waits for its font for as long as the test wants it to.
  let go = () => {};
  const held = new Promise<void>(resolve => (go = resolve));
  await page.route('**/*.ttf', async route => {
    await held;
    await route.continue();
  });
  await open(page, `/claims/${b.claim}`);
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(page.getByText('Opening the picture…')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('annotator-canvas')).toBeHidden();
  go();
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
  expect((await saved({ ...b, page })).map(shape => shape.type)).toEqual(['redact']);
});

test('a tab that is killed in the middle of a drawing loses nothing', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, picture());
  const at = await placeOf(b.page);
  await b.page.keyboard.press('r');
  await drag(b.page, at(50, 50), at(150, 120));
  await b.page.keyboard.press('a');
  await drag(b.page, at(300, 300), at(200, 200));
  await expect.poll(async () => (await kept(b.page, 'drawings')).map(json => JSON.parse(json).shapes.length)).toEqual([2]);
  // The pen is down as the tab dies.
  await b.page.keyboard.press('p');
  await b.page.mouse.move(at(400, 100).x, at(400, 100).y);
  await b.page.mouse.down();
  // A line is kept while it is drawn, as far as it is.
  const lines = async () => (await kept(b.page, 'drawings')).map(json => JSON.parse(json).shapes.length);
  for (let n = 1; (await lines())[0] < 3; n += 1) await b.page.mouse.move(at(400 + n, 100 + n).x, at(400 + n, 100 + n).y);
  const page = await reopened(b);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
  const shapes = await saved({ ...b, page });
  expect(shapes.map(shape => shape.type)).toEqual(['rect', 'arrow', 'pen']);
  await expect.poll(() => kept(page, 'drawings')).toEqual([]);
  // What is saved is not asked about again.
  await open(page, `/claims/${b.claim}`);
  await expect(page.getByRole('link', { name: 'Annotate picture 1' })).toBeVisible();
  await expect.poll(() => kept(page, 'pictures')).toEqual([]);
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
  const sent = offsets(b.page);
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
  // The first is asked for again, and found to have arrived.
  expect(sent).toEqual(['0', '0', String(512 * 1024)]);
});

/** Lets the first piece through, and holds the next until it is told to let go. */
async function halfWay(page: Page): Promise<() => Promise<void>> {
  let release = () => {};
  const holding = new Promise<void>(resolve => {
    release = resolve;
  });
  await page.route(PIECES, async route => {
    if (route.request().url().endsWith('offset=0')) return route.continue();
    await holding;
    await route.abort().catch(() => undefined);
  });
  await page.getByRole('button', { name: 'Save picture' }).click();
  const sent = page.getByRole('progressbar', { name: 'Sent' });
  await expect.poll(() => sent.evaluate((progress: HTMLProgressElement) => progress.value)).toBeGreaterThan(0);
  return async () => {
    release();
    await page.unroute(PIECES);
  };
}

/** Where the pieces begin that are sent from now on. */
function offsets(page: Page): string[] {
  const seen: string[] = [];
  page.on('request', request => {
    const url = new URL(request.url());
    if (request.method() === 'PATCH' && url.pathname.startsWith('/api/v1/uploads/')) seen.push(url.searchParams.get('offset')!);
  });
  return seen;
}

test('sending is called back, and gone on with where it was', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, large());
  await b.page.keyboard.press('r');
  await b.page.keyboard.press('Enter');
  const release = await halfWay(b.page);
  // What would be drawn now would not be in what is sent.
  const at = await placeOf(b.page);
  await drag(b.page, at(20, 20), at(60, 60));
  await b.page.keyboard.press('Escape');
  await expect(b.page.getByRole('progressbar', { name: 'Sent' })).toBeHidden();
  await release();
  const sent = offsets(b.page);
  const shapes = await saved(b);
  expect(shapes.map(shape => shape.type)).toEqual(['rect']);
  expect(sent).toEqual([String(512 * 1024)]);
});

test('what had arrived of a picture as its tab died is not sent again', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, large());
  await b.page.keyboard.press('r');
  await b.page.keyboard.press('Enter');
  await expect.poll(() => kept(b.page, 'drawings')).toHaveLength(1);
  await halfWay(b.page);
  const crashed = b.page.waitForEvent('crash');
  await b.page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const page = await b.person.context.newPage();
  await open(page, `/claims/${b.claim}`);
  await page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
  const sent = offsets(page);
  const shapes = await saved({ ...b, page });
  expect(shapes.map(shape => shape.type)).toEqual(['rect']);
  expect(sent).toEqual([String(512 * 1024)]);
  await expect.poll(() => kept(page, 'drawings')).toEqual([]);
});

test('what is cancelled and thrown away is given up on the server, too', async ({ browser }) => {
  const b = await bench(browser, client, tester, { viewport: { width: 1200, height: 800 } }, large());
  await b.page.keyboard.press('r');
  await b.page.keyboard.press('Enter');
  const given = b.page.waitForRequest(request => request.method() === 'DELETE' && request.url().includes('/api/v1/uploads/'));
  const release = await halfWay(b.page);
  await b.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(b.page.getByRole('progressbar', { name: 'Sent' })).toBeHidden();
  await release();
  await b.page.keyboard.press('Escape');
  await b.page.keyboard.press('Escape');
  await b.page.getByRole('button', { name: 'Leave' }).click();
  await expect(b.page.getByTestId('annotator-canvas')).toBeHidden();
  expect((await (await given).response())!.status()).toBe(204);
});
