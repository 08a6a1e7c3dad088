import type { Browser, Page } from '@playwright/test';

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
