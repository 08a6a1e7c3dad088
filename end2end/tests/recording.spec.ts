import { expect, test, type Page } from '@playwright/test';
import chromium from '../chromium';
import { seated, signIn, type Bench } from './bench';
import { kept } from './kept';
import { newPerson, open } from './people';
import { account } from './rest';

// Without a screen there is no window to ask what is to be shown: the answer is this tab.
test.use({ launchOptions: { ...chromium, args: [...chromium.args, '--auto-accept-this-tab-capture'] } });

const bar = (page: Page) => page.getByRole('group', { name: 'Recording' });
const waiting = (page: Page) => page.getByRole('button', { name: 'Your recording not added yet' });
const take = (page: Page) => page.getByRole('dialog', { name: 'Your recording' });

/** The length of a film in seconds, once the player knows it. */
async function length(page: Page, name: string): Promise<number> {
  const film = page.locator(`video[aria-label="${name}"]`);
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => Number.isFinite(video.duration) && !video.seeking)).toBe(true);
  return film.evaluate((video: HTMLVideoElement) => video.duration);
}

/** Waits until a recording has gone on for at least so many seconds, of nine. */
async function goesOn(page: Page, seconds: number): Promise<void> {
  await expect(bar(page)).toContainText(new RegExp(`0:(0[${seconds}-9]|[1-5]\\d) of 1:00`));
}

/** Begins a recording of this tab, and waits until it has gone on for a while. */
async function recording(b: Bench): Promise<void> {
  await b.page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const ask = MediaDevices.prototype.getDisplayMedia.bind(devices);
    devices.getDisplayMedia = options => ask({ ...options, preferCurrentTab: true } as DisplayMediaStreamOptions);
  });
  await b.page.getByRole('button', { name: 'Record screen' }).click();
  // The film is shorter than the clock says: it goes from the first picture that was encoded to the last.
  await goesOn(b.page, 2);
}

/** Chromium says so of every tab that captures itself, and captures it. */
function troubles(b: Bench): string[] {
  return b.person.troubles.filter(trouble => !trouble.includes('camera is not allowed in this document'));
}

test('a tab is recorded, marked, handed in, and played to the client, who goes from mark to mark', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const b = await seated(browser, client, tester, { viewport: { width: 1000, height: 700 } });
  const { page } = b;
  await recording(b);
  await bar(page).getByRole('button', { name: 'Mark this moment' }).click();
  await expect(bar(page).getByRole('button', { name: 'Mark this moment (1)' })).toBeVisible();
  await goesOn(page, 4);
  await bar(page).getByRole('button', { name: 'Stop recording' }).click();

  await expect(take(page)).toBeVisible();
  expect(await length(page, 'Your recording')).toBeGreaterThan(2);
  await take(page).getByRole('textbox', { name: /^What is seen at/ }).fill('The basket is empty');
  // Put aside, it waits with what was written to it.
  await page.keyboard.press('Escape');
  await expect(take(page)).toBeHidden();
  await expect(waiting(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(take(page).getByRole('textbox', { name: /^What is seen at/ })).toHaveValue('The basket is empty');
  await take(page).getByRole('button', { name: 'Add recording' }).click();
  await expect(take(page)).toBeHidden();
  const films = page.getByRole('list', { name: 'Recordings' });
  await expect(films.getByText('Recording 1 of step 1')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Record screen' })).toBeFocused();

  // A second one is thrown away, and the first gets another mark.
  await recording(b);
  await bar(page).getByRole('button', { name: 'Stop recording' }).click();
  await take(page).getByRole('button', { name: 'Discard' }).click();
  await expect(take(page)).toBeHidden();
  await films.getByRole('button', { name: 'Mark this moment' }).click();
  await expect(films.getByRole('textbox', { name: 'What is seen at 0:00' })).toBeFocused();
  await page.keyboard.type('It begins');
  // It is saved as it is left, and is there when the step is come back to.
  await page.getByRole('link', { name: 'Next step' }).click();
  await expect(films.getByText('Recording 1 of step 1')).toBeHidden();
  await expect.poll(async () => (await tester.get(`/submissions/${b.submission}`)).recordings[0].marks.map((mark: { words: string }) => mark.words)).toEqual(['It begins', 'The basket is empty']);
  await page.getByRole('link', { name: 'Previous' }).click();
  await expect(films.getByRole('textbox', { name: 'What is seen at 0:00' })).toHaveValue('It begins');

  // The page saves how long the step took, too; after that the report is changed from elsewhere.
  await expect(page.getByTestId('save-status')).toHaveText('Saved');
  const kept = await tester.get(`/submissions/${b.submission}`);
  expect(kept.recordings).toHaveLength(1);
  const [film] = kept.recordings;
  expect(film.marks.map((mark: { words: string }) => mark.words)).toEqual(['It begins', 'The basket is empty']);
  expect(film.millis).toBeGreaterThan(2_000);
  expect(film.millis).toBeLessThan(30_000);
  expect(film.width).toBeGreaterThan(300);

  await tester.upload(b.submission, await page.screenshot(), { step_id: kept.steps[0].step_id });
  await tester.patch(`/submissions/${b.submission}`, {
    steps: kept.steps.map((step: { step_id: string }) => ({ step_id: step.step_id, verdict: 'pass', actual: 'As said' })),
    summary: 'Fine',
    environment: 'Chromium on Debian',
  });
  await tester.post(`/submissions/${b.submission}/submit`);
  expect(troubles(b)).toEqual([]);

  const reviewer = await newPerson(browser, 'carla', {});
  await signIn(reviewer.page, client);
  await open(reviewer.page, `/jobs/${kept.job_id}/review?submission=${b.submission}`);
  const name = 'Recording 1 of step 1';
  // The server has written how long it is, and where it can be entered.
  expect(Math.abs((await length(reviewer.page, name)) * 1_000 - film.millis)).toBeLessThan(60);
  const at = film.marks[1].at / 1_000;
  await reviewer.page.getByRole('link', { name: /^Go to/ }).nth(1).click();
  const player = reviewer.page.locator(`video[aria-label="${name}"]`);
  await expect.poll(() => player.evaluate((video: HTMLVideoElement) => video.seeking)).toBe(false);
  expect(Math.abs((await player.evaluate((video: HTMLVideoElement) => video.currentTime)) - at)).toBeLessThan(0.1);
  await expect(reviewer.page.getByText('The basket is empty')).toBeVisible();
  await expect(reviewer.page.getByRole('button', { name: 'Mark this moment' })).toBeHidden();
  // A frame is really there to be seen.
  expect(await player.evaluate((video: HTMLVideoElement) => video.readyState)).toBeGreaterThanOrEqual(2);
  expect(reviewer.troubles).toEqual([]);
  await client.dispose();
  await tester.dispose();
});

test('a recording is taken off its way and sent again, and removed once it is there', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const b = await seated(browser, client, tester, { viewport: { width: 1000, height: 700 } });
  const { page } = b;
  await recording(b);
  await bar(page).getByRole('button', { name: 'Stop recording' }).click();
  // Who would rather not record again, once the browser asks, has lost nothing.
  await page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async () => Promise.reject(new DOMException('No', 'NotAllowedError'));
  });
  await take(page).getByRole('button', { name: 'Record again' }).click();
  await expect(take(page).getByRole('button', { name: 'Record again' })).toBeEnabled();
  expect(await length(page, 'Your recording')).toBeGreaterThan(0.5);
  await page.route('**/api/v1/uploads/**', () => {});
  await take(page).getByRole('button', { name: 'Add recording' }).click();
  await take(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(take(page).getByRole('button', { name: 'Record again' })).toBeEnabled();
  await page.unroute('**/api/v1/uploads/**');
  await take(page).getByRole('button', { name: 'Add recording' }).click();
  await expect(take(page)).toBeHidden();
  const films = page.getByRole('list', { name: 'Recordings' });
  await films.getByText('Remove recording').click();
  await films.getByRole('button', { name: 'Remove it for good?' }).click();
  await expect(films.getByText('Recording 1 of step 1')).toBeHidden();
  expect((await tester.get(`/submissions/${b.submission}`)).recordings).toEqual([]);
  expect(troubles(b)).toEqual([]);
  await client.dispose();
  await tester.dispose();
});

test('a recording outlives the tab that made it, and stops when its page is left', async ({ browser, baseURL }) => {
  const client = await account(baseURL!, 'Carla Client', 'client');
  const tester = await account(baseURL!, 'Timo Tester', 'tester');
  const b = await seated(browser, client, tester, { viewport: { width: 1000, height: 700 } });
  await recording(b);
  await bar(b.page).getByRole('button', { name: 'Mark this moment' }).click();
  await bar(b.page).getByRole('button', { name: 'Stop recording' }).click();
  await take(b.page).getByRole('textbox', { name: /^What is seen at/ }).fill('It hangs here');
  await b.page.keyboard.press('Tab');
  await expect.poll(async () => (await kept(b.page, 'marks')).join()).toContain('It hangs here');
  const crashed = b.page.waitForEvent('crash');
  await b.page.goto('chrome://crash').catch(() => undefined);
  await crashed;

  const page = await b.person.context.newPage();
  await open(page, `/claims/${b.claim}?step=2`);
  await waiting(page).click();
  await expect(take(page).getByRole('textbox', { name: /^What is seen at/ })).toHaveValue('It hangs here');
  expect(await length(page, 'Your recording')).toBeGreaterThan(0.5);
  await take(page).getByRole('button', { name: 'Add recording' }).click();
  await expect(take(page)).toBeHidden();
  const { recordings, steps } = await tester.get(`/submissions/${b.submission}`);
  expect(recordings).toMatchObject([{ step_id: steps[0].step_id, marks: [{ words: 'It hangs here' }] }]);
  await expect.poll(() => kept(page, 'marks')).toEqual([]);

  // One that goes on while its page is left waits there.
  await recording({ ...b, page });
  await page.getByRole('link', { name: 'Find jobs' }).first().click();
  await expect(page.getByText('Your recording stopped as you left.')).toBeVisible();
  await page.goBack();
  await waiting(page).click();
  expect(await length(page, 'Your recording')).toBeGreaterThan(0.5);
  await take(page).getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByRole('button', { name: 'Record screen' })).toBeFocused();
  await expect.poll(() => kept(page, 'recordings')).toEqual([]);
  await open(page, `/claims/${b.claim}`);
  await expect(page.getByRole('button', { name: 'Record screen' })).toBeVisible();
  expect(troubles(b)).toEqual([]);
  await client.dispose();
  await tester.dispose();
});
