import type { Browser, Page } from '@playwright/test';
import { deflateSync } from 'node:zlib';

/** A real picture: what the page under test looks like right now. */
export async function screenshotOf(page: Page): Promise<Buffer> {
  return page.screenshot({ type: 'png' });
}

/** A real picture of one colour, of the size of the window. */
export async function plainPicture(browser: Browser, width: number, height: number, color: string): Promise<Buffer> {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  await page.setContent(`<body style="margin:0;background:${color}"><h1>Your basket</h1><p>Total 24.90</p></body>`);
  const taken = await screenshotOf(page);
  await context.close();
  return taken;
}

/** The colours of some pixels of a picture that the page may load, as [r, g, b, a]. */
export async function pixelsOf(page: Page, url: string, points: { x: number; y: number }[]): Promise<number[][]> {
  return page.evaluate(
    async ({ url, points }) => {
      const bitmap = await createImageBitmap(await (await fetch(url)).blob());
      const canvas = document.createElement('canvas');
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      context.drawImage(bitmap, 0, 0);
      return points.map(({ x, y }) => [...context.getImageData(x, y, 1, 1).data]);
    },
    { url, points },
  );
}

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

/** A PNG of rows that are packed already, with red, green and blue of eight bits. */
function packed(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/** A PNG of the given pixels. */
function drawn(width: number, height: number, pixel: (x: number, y: number) => [number, number, number]): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(pixel(x, y), y * (1 + width * 3) + 1 + x * 3);
  }
  return packed(width, height, deflateSync(rows));
}

/** A PNG of one colour; a large one is made a row at a time. */
export function flatPng(width: number, height: number, [r, g, b]: [number, number, number]): Buffer {
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x += 1) row.set([r, g, b], 1 + x * 3);
  return packed(width, height, deflateSync(Buffer.concat(Array.from({ length: height }, () => row)), { level: 1 }));
}

export const pngOf = Object.assign(drawn, { chunk });
