import { expect, test, type Page } from '@playwright/test';
import { signIn } from './bench';
import { hydrated, newPerson, open } from './people';
import { account, openJob, seat } from './rest';

const WIDTH = 600;
const HEIGHT = 400;

const red = { color: '#e11d48', width: 4, opacity: 1 };
const yellow = { color: '#facc15', width: 8, opacity: 1 };
const thin = { color: '#2563eb', width: 1.3, opacity: 1 };
const faint = { color: '#16a34a', width: 14, opacity: 0.45 };
const white = { color: '#ffffff', width: 3, opacity: 1 };

const box = { x: 80.4, y: 60.7, w: 260, h: 150.5 };
const wave = Array.from({ length: 60 }, (_, n) => ({ x: 60 + n * 8, y: 200 + 80 * Math.sin(n / 5) }));
const at = { x: 90, y: 110 };

/** Scenes that cover every tool, thin and broad, opaque and faint, alone and on top of each other. */
const SCENES: [string, object[]][] = [
  ['rectangle', [{ type: 'rect', ...box, style: red }]],
  ['thin rectangle', [{ type: 'rect', ...box, style: thin }]],
  ['faint rectangles', [{ type: 'rect', ...box, style: faint }, { type: 'rect', x: 200, y: 130, w: 240, h: 200, style: faint }]],
  ['ellipse', [{ type: 'ellipse', ...box, style: red }]],
  ['flat ellipse', [{ type: 'ellipse', x: 20, y: 190, w: 560, h: 12, style: thin }]],
  ['faint ellipse', [{ type: 'ellipse', x: 150, y: 50, w: 300, h: 300, style: faint }]],
  ['line', [{ type: 'line', from: { x: 50, y: 350 }, to: { x: 550, y: 61.5 }, style: red }]],
  ['thin line', [{ type: 'line', from: { x: 50, y: 50 }, to: { x: 550, y: 53 }, style: thin }]],
  ['line without length', [{ type: 'line', from: at, to: at, style: faint }]],
  ['arrow', [{ type: 'arrow', from: { x: 60, y: 330 }, to: { x: 480, y: 90 }, style: red }]],
  ['faint arrow', [{ type: 'arrow', from: { x: 500, y: 80 }, to: { x: 140, y: 300 }, style: faint }]],
  ['short arrow', [{ type: 'arrow', from: at, to: { x: 104, y: 117 }, style: yellow }]],
  ['pen', [{ type: 'pen', points: wave, style: red }]],
  ['thin pen', [{ type: 'pen', points: wave, style: thin }]],
  ['pressed pen', [{ type: 'pen', points: wave, pressure: wave.map((_, n) => n / 60), style: red }]],
  ['pressed faint pen', [{ type: 'pen', points: wave, pressure: wave.map((_, n) => Math.abs(Math.sin(n / 4))), style: faint }]],
  ['pen dot', [{ type: 'pen', points: [at], style: yellow }]],
  ['highlighter', [{ type: 'highlighter', points: [{ x: 50, y: 120 }, { x: 540, y: 124 }], style: yellow }]],
  ['highlighter across itself', [{ type: 'highlighter', points: wave, style: yellow }]],
  ['text', [{ type: 'text', at, text: 'The total is wrong', size: 28, style: red }]],
  ['white text', [{ type: 'text', at, text: 'Light on anything', size: 40, style: white }]],
  ['lines of text', [{ type: 'text', at, text: 'First line\nand the second,\n\nnot the third', size: 18, style: thin }]],
  ['callout', [{ type: 'callout', at, text: 'Should say 3', size: 24, to: { x: 480, y: 330 }, style: red }]],
  ['callout over its place', [{ type: 'callout', at, text: 'Here\nright here', size: 30, to: { x: 120, y: 130 }, style: yellow }]],
  ['faint callout', [{ type: 'callout', at: { x: 250, y: 300 }, text: 'Up there', size: 20, to: { x: 60, y: 40 }, style: faint }]],
  [
    'steps',
    [1, 2, 10, 2026].map((number, n) => ({ type: 'step', at: { x: 90 + n * 130, y: 200 }, size: 26, number, style: [red, yellow, thin, faint][n] })),
  ],
  ['spotlight', [{ type: 'spotlight', ...box, style: red }]],
  [
    'spotlights that overlap, and what lies above',
    [
      { type: 'arrow', from: { x: 500, y: 350 }, to: { x: 330, y: 200 }, style: yellow },
      { type: 'spotlight', ...box, style: red },
      { type: 'spotlight', x: 250, y: 150, w: 200, h: 180, style: red },
    ],
  ],
  ['over the edges', [{ type: 'ellipse', x: -100, y: -80, w: 300, h: 300, style: yellow }, { type: 'text', at: { x: 500, y: 370 }, text: 'cut off', size: 40, style: red }]],
  ['redaction', [{ type: 'redact', x: 400.2, y: 40.8, w: 120, h: 30, style: red }]],
  ['redaction below a line', [{ type: 'redact', x: 400, y: 100, w: 120, h: 60, style: red }, { type: 'line', from: { x: 380, y: 90 }, to: { x: 540, y: 170 }, style: yellow }]],
  ['mosaic', [{ type: 'pixelate', x: 100.3, y: 80.6, w: 230, h: 120, style: red }]],
  ['mosaic above a line', [{ type: 'line', from: at, to: { x: 500, y: 300 }, style: red }, { type: 'pixelate', x: 200, y: 150, w: 90, h: 70, style: thin }]],
  ['turned rectangle', [{ type: 'rect', ...box, angle: 33, style: red }]],
  ['turned ellipse', [{ type: 'ellipse', ...box, angle: -71.5, style: faint }]],
  ['turned text', [{ type: 'text', at, text: 'Up the wall\nand down', size: 30, angle: -60, style: yellow }]],
  ['turned pen', [{ type: 'pen', points: wave, angle: 90, style: thin }]],
  [
    'all of them',
    [
      { type: 'highlighter', points: wave, style: yellow },
      { type: 'rect', ...box, style: red },
      { type: 'pen', points: wave, style: thin },
      { type: 'arrow', from: { x: 60, y: 330 }, to: { x: 300, y: 250 }, style: faint },
      { type: 'callout', at: { x: 350, y: 60 }, text: 'All', size: 24, to: { x: 200, y: 200 }, style: red },
      { type: 'step', at: { x: 60, y: 60 }, size: 24, number: 1, style: red },
      { type: 'spotlight', x: 20, y: 20, w: 500, h: 330, style: red },
      { type: 'redact', x: 420, y: 300, w: 100, h: 20, style: red },
      { type: 'pixelate', x: 420, y: 340, w: 100, h: 40, style: red },
    ],
  ],
];

/** A picture with something in it everywhere: gradients, edges, and no flat white. */
async function background(page: Page): Promise<Buffer> {
  const url = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d')!;
      const sky = context.createLinearGradient(0, 0, width, height);
      sky.addColorStop(0, '#dbeafe');
      sky.addColorStop(1, '#475569');
      context.fillStyle = sky;
      context.fillRect(0, 0, width, height);
      context.fillStyle = '#0f172a';
      for (let x = 0; x < width; x += 40) context.fillRect(x, (x * 7) % height, 22, 9);
      return canvas.toDataURL('image/png');
    },
    [WIDTH, HEIGHT],
  );
  return Buffer.from(url.split(',')[1], 'base64');
}

/** What of 255 two pictures differ in the mean, and how many pixels differ from what was there before anything was painted. */
interface Difference {
  /** Of the channel that differs most: over the whole picture, and over what either side has painted. */
  mean: number;
  within: number;
  /** By the server, and by the browser. */
  painted: [number, number];
}

/** Between what the editor shows and the picture that the server made. */
async function difference(page: Page, url: string, before: string): Promise<Difference> {
  return page.getByTestId('annotator-canvas').evaluate(
    async (upper, { url, before, width, height }) => {
      const pixelsOf = async (address: string) => {
        const bitmap = await createImageBitmap(await (await fetch(address)).blob());
        if (bitmap.width !== width || bitmap.height !== height) throw new Error(`${bitmap.width} by ${bitmap.height}`);
        const context = new OffscreenCanvas(width, height).getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, width, height).data;
      };
      const lower = upper.previousElementSibling as HTMLCanvasElement;
      const [left, top] = [(lower.width - width) / 2, (lower.height - height) / 2];
      const shown = lower.getContext('2d')!.getImageData(left, top, width, height).data;
      const [made, plain] = [await pixelsOf(url), await pixelsOf(before)];
      const sums = [0, 0, 0];
      const inside = [0, 0, 0];
      const painted: [number, number] = [0, 0];
      let either = 0;
      // Smoothing and colour management may be off by one or two where nothing was painted.
      const other = (pixels: Uint8ClampedArray, n: number) => [0, 1, 2].some(c => Math.abs(pixels[n + c] - plain[n + c]) > 3);
      for (let n = 0; n < made.length; n += 4) {
        const [server, browser] = [other(made, n), other(shown, n)];
        painted[0] += Number(server);
        painted[1] += Number(browser);
        either += Number(server || browser);
        for (const c of [0, 1, 2]) {
          const off = Math.abs(made[n + c] - shown[n + c]);
          sums[c] += off;
          if (server || browser) inside[c] += off;
        }
      }
      return { mean: Math.max(...sums) / (made.length / 4), within: Math.max(...inside) / Math.max(either, 1), painted };
    },
    { url, before, width: WIDTH, height: HEIGHT },
  );
}

test('browser and server paint the same scenes alike', async ({ browser, baseURL }) => {
  // Each is uploaded, opened and looked at.
  test.setTimeout(SCENES.length * 15_000);
  expect(SCENES.length).toBe(38);
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const job = await openJob(client, 'Painted twice');
  const taken = await seat(tester, job);
  // Even sizes, so that the picture lies on whole pixels in the middle of the window.
  const person = await newPerson(browser, 'timo', { viewport: { width: 1200, height: 800 } });
  const { page } = person;
  await signIn(page, tester);
  await hydrated(page);
  const buffer = await background(page);

  // Stored without anything on it, since a page may not load what its own site does not serve.
  const plain = await tester.upload(taken.submission, buffer, { step_id: taken.steps[0] });

  const found: [string, Difference][] = [];
  for (const [name, shapes] of SCENES) {
    const scene = { version: 3, width: WIDTH, height: HEIGHT, shapes: shapes.map((shape, n) => ({ id: n + 1, ...shape })) };
    const picture = await tester.upload(taken.submission, buffer, { step_id: taken.steps[0], scene: JSON.stringify(scene) });
    await open(page, `/claims/${taken.claim}`);
    await page.getByRole('link', { name: 'Annotate picture 2' }).click();
    await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
    // Painted with the frame after the picture is open.
    await page.evaluate(() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted))));
    found.push([name, await difference(page, picture.url, plain.url)]);
    await tester.remove(`/screenshots/${picture.id}`);
  }
  console.log(found.map(([name, { mean, within, painted }]) => `${mean.toFixed(3)} ${within.toFixed(1)} ${painted} ${name}`).join('\n'));
  expect(found.filter(([, { mean }]) => mean >= 2)).toEqual([]);
  // Neither leaves out what the other paints: their areas are nearly the same.
  const alike = ([one, other]: [number, number]) => one > 0 && Math.abs(one - other) <= 0.25 * one + 20;
  expect(found.filter(([, { painted }]) => !alike(painted))).toEqual([]);
  // And what they paint is the same: letters, all of them edges, differ most.
  expect(found.filter(([, { within }]) => within >= 32)).toEqual([]);
  expect(person.troubles).toEqual([]);
  await client.dispose();
  await tester.dispose();
});
