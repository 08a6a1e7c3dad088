import { expect, type Browser, type BrowserContextOptions, type CDPSession, type Locator, type Page } from '@playwright/test';
import { newPerson, open, type Person } from './people';
import { screenshotOf } from './pictures';
import { openJob, seat, type Account } from './rest';

export interface Bench {
  person: Person;
  page: Page;
  tester: Account;
  submission: string;
  claim: string;
  /** A place in the window, which the editor fills. */
  at(x: number, y: number): { x: number; y: number };
}

/** Signs in through the form. */
export async function signIn(page: Page, who: Account): Promise<void> {
  await open(page, '/login');
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => url.pathname !== '/login');
}

/** A tester in their seat at a job of `client`. */
export async function seated(browser: Browser, client: Account, tester: Account, options: BrowserContextOptions = {}): Promise<Bench> {
  const taken = await seat(tester, await openJob(client, 'Something to draw on'));
  const person = await newPerson(browser, 'timo', options);
  const { page } = person;
  await signIn(page, tester);
  await open(page, `/claims/${taken.claim}`);
  const size = page.viewportSize()!;
  const at = (x: number, y: number) => ({ x: size.width * x, y: size.height * y });
  return { person, page, tester, submission: taken.submission, claim: taken.claim, at };
}

/** The same with the editor open on a picture: of the page, when none is given. */
export async function bench(browser: Browser, client: Account, tester: Account, options: BrowserContextOptions = {}, given?: Buffer, name = 'page.png'): Promise<Bench> {
  const b = await seated(browser, client, tester, options);
  const picture = { name, mimeType: 'image/png', buffer: given ?? (await screenshotOf(b.page)) };
  await b.page.getByLabel('Add screenshots').first().setInputFiles(picture);
  await expect(b.page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
  return b;
}

/** The middle of what is seen of it. */
export async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

export async function write(page: Page, words: string): Promise<void> {
  await page.getByLabel('Text on the picture').fill(words);
  await page.keyboard.press('Escape');
}

/** Saves, and gives what the server keeps of the drawing. */
export async function saved({ page, tester, submission, person }: Bench): Promise<any[]> {
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect(page.getByTestId('annotator-canvas')).toBeHidden();
  const { screenshots } = await tester.get(`/submissions/${submission}`);
  expect(screenshots).toHaveLength(1);
  expect(person.troubles).toEqual([]);
  return screenshots[0].scene.shapes;
}

/** A finger that goes from one place to another in the time that a finger takes: one too fast would be a fling, which swallows the next tap. */
export async function swipe(touch: CDPSession, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  let timestamp = Date.now() / 1000;
  const send = (type: string, touchPoints: object[]) => {
    timestamp += 0.1;
    return touch.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp } as any);
  };
  await send('touchStart', [from]);
  for (const step of [0.3, 0.6, 1, 1]) await send('touchMove', [{ x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step }]);
  await send('touchEnd', []);
}
