import { expect, test, type Browser, type Page, type Route } from '@playwright/test';
import { breaches } from './accessibility';
import { contextOf, DEMO, DEMO_PASSWORD, get } from './demo';
import { hydrated, open } from './people';
import { screenshotOf } from './pictures';

// Every call of a page's code to the server.
const CALLS = '**/sfn/**';

const FAILURES: [string, (route: Route) => Promise<void>][] = [
  ['an error of the server', route => route.fulfill({ status: 500, contentType: 'text/plain', body: 'down' })],
  ['a page of some proxy', route => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })],
  ['a refused connection', route => route.abort('connectionrefused')],
];

for (const [what, fail] of FAILURES) {
  test(`${what} is told in place of the page, and trying again brings it`, async ({ browser }) => {
    const context = await contextOf(browser, 'mia');
    const page = await context.newPage();
    await open(page, '/jobs');
    const documents = documentsOf(page);
    await page.route(CALLS, fail);
    await to(page, '/wallet');
    await expectFailure(page);
    expect(await breaches(page)).toEqual([]);

    await test.step('the rest of the page lives', async () => {
      await page.unroute(CALLS);
      await to(page, '/dashboard');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Hello/);
    });

    await test.step('trying again while it still fails says so again', async () => {
      await page.route(CALLS, fail);
      await to(page, '/wallet');
      await expectFailure(page);
      const tried = page.waitForRequest(CALLS);
      await again(page).click();
      await tried;
      await expectFailure(page);
      await page.unroute(CALLS);
      await again(page).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Wallet');
    });
    expect(documents).toEqual([]);
    await context.close();
  });
}

test('without a connection a page says so, and comes when it is back', async ({ browser }) => {
  const context = await contextOf(browser, 'mia');
  const page = await context.newPage();
  await open(page, '/dashboard');
  await context.setOffline(true);
  await to(page, '/jobs');
  await expectFailure(page);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('connection');
  await context.setOffline(false);
  await again(page).click();
  await expect(page.getByRole('main').getByRole('list', { name: 'Open jobs' })).toBeVisible();
  await context.close();
});

test('a form that cannot be sent keeps what was typed', async ({ browser }) => {
  const context = await contextOf(browser, 'kenji');
  const page = await context.newPage();
  await open(page, '/profile');
  await page.route(CALLS, route => route.abort('connectionrefused'));
  const name = page.getByLabel('Full name');
  await name.fill('Kenji M. Mori');
  await page.getByRole('button', { name: 'Save name' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('could not be reached');
  await expect(name).toHaveValue('Kenji M. Mori');
  await page.unroute(CALLS);
  await page.getByRole('button', { name: 'Save name' }).click();
  await expect(page.getByText('Your name is saved.')).toBeVisible();
  expect((await get(page.request, '/auth/me')).full_name).toBe('Kenji M. Mori');
  await context.close();
});

test.describe('the editor, a part of its own', () => {
  const PART = '**/pkg/split_annotator*.wasm';

  test('opens the picture that was chosen before it came', async ({ browser }) => {
    const { context, page, choose } = await atWork(browser);
    let arrive = () => {};
    const coming = new Promise<void>(resolve => {
      arrive = resolve;
    });
    await page.route(PART, async route => {
      await coming;
      await route.continue();
    });
    await choose();
    await expect(page.getByText('Opening the editor…')).toBeVisible();
    arrive();
    await expect(page.getByTestId('annotator-canvas')).toBeVisible();
    await expect(page.getByText('Opening the editor…')).toBeHidden();
    await context.close();
  });

  test('is fetched again when it could not be', async ({ browser }) => {
    const { context, page, choose } = await atWork(browser);
    await page.route(PART, route => route.abort('connectionrefused'));
    await choose();
    await expect(page.getByText('The editor could not be fetched. Your picture is kept here.')).toBeVisible();
    await page.unroute(PART);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByTestId('annotator-canvas')).toBeVisible();
    await context.close();
  });

  test('takes up no tool before the picture is open', async ({ browser }) => {
    const { context, page, choose } = await atWork(browser);
    // Decoding a large picture takes its time on a slow machine; here it takes until it is told to go on.
    await page.addInitScript(() => {
      const decode = window.createImageBitmap.bind(window);
      const opened = new Promise(resolve => window.addEventListener('test:open', resolve, { once: true }));
      window.createImageBitmap = (async (picture: ImageBitmapSource) => {
        await opened;
        return decode(picture);
      }) as typeof window.createImageBitmap;
    });
    await choose();
    const canvas = page.getByTestId('annotator-canvas');
    const rectangle = page.getByRole('button', { name: 'Rectangle' });
    await expect(canvas).toHaveAttribute('aria-busy', 'true');
    await expect(rectangle).toBeDisabled();
    await page.evaluate(() => window.dispatchEvent(new Event('test:open')));
    await expect(canvas).toHaveAttribute('aria-busy', 'false');
    await rectangle.click();
    await expect(rectangle).toHaveAttribute('aria-pressed', 'true');
    await context.close();
  });

  /** Mia before her claim; nothing of the page has run yet when this returns, so that its requests can be answered. */
  async function atWork(browser: Browser) {
    const context = await contextOf(browser, 'mia');
    const page = await context.newPage();
    const { items } = await get(page.request, '/claims');
    const claim = items.find((claim: { status: string }) => claim.status === 'active');
    const choose = async () => {
      await open(page, `/claims/${claim.id}`);
      const picture = { name: 'page.png', mimeType: 'image/png', buffer: await screenshotOf(page) };
      await page.getByLabel('Add screenshots').first().setInputFiles(picture);
    };
    return { context, page, choose };
  }
});

test('commands that could not be fetched come at the next press', async ({ page }) => {
  const PART = '**/pkg/split_commands*.wasm';
  await page.route(PART, route => route.abort('connectionrefused'));
  await open(page, '/jobs');
  await page.keyboard.press('Control+k');
  await expect(page.getByText('The commands could not be fetched.')).toBeVisible();
  await page.unroute(PART);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test.describe('after a panic', () => {
  test('the page says so, can be read, and its links lead on', async ({ browser }) => {
    const context = await contextOf(browser, 'mia');
    const page = await context.newPage();
    await open(page, '/wallet');
    const before = await page.getByRole('main').innerText();
    await panic(page);
    await expect(notice(page)).toBeInViewport();
    expect(await page.getByRole('main').innerText()).toBe(before);
    expect(await breaches(page)).toEqual([]);
    const documents = documentsOf(page);
    await to(page, '/jobs');
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Find jobs');
    await expect(notice(page)).toBeHidden();
    expect(documents).toHaveLength(1);
    await context.close();
  });

  test('a second panic adds no second notice', async ({ page }) => {
    await open(page, '/jobs');
    await panic(page);
    // Custom events are not among those that are kept from the app.
    await page.evaluate(() => window.dispatchEvent(new Event('peertest:panic')));
    await expect(page.getByText('Something broke on this page.')).toHaveCount(1);
  });

  test('reloading makes it whole again', async ({ page }) => {
    await open(page, '/jobs?sort=price');
    await panic(page);
    await page.getByRole('link', { name: 'Reload the page' }).click();
    await page.waitForFunction(() => !document.documentElement.hasAttribute('data-crashed'));
    await hydrated(page);
    expect(new URL(page.url()).search).toBe('?sort=price');
    await expect(notice(page)).toBeHidden();
  });

  test('going back loads what was there', async ({ page }) => {
    await open(page, '/');
    await to(page, '/jobs');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Find jobs');
    await panic(page);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Real people/);
    await hydrated(page);
    expect(new URL(page.url()).pathname).toBe('/');
  });

  test('forms are sent by the browser', async ({ page }) => {
    await open(page, '/login');
    await panic(page);
    await page.getByLabel('Email').fill(DEMO.mia);
    await page.getByLabel('Password').fill(DEMO_PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/dashboard');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Hello/);
  });

  test('the notice can be reached over an open dialog', async ({ browser }) => {
    const context = await contextOf(browser, 'nora');
    const page = await context.newPage();
    const { items } = await get(page.request, '/projects');
    await open(page, `/projects/${items[0].id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await panic(page);
    await page.getByRole('link', { name: 'Reload the page' }).click();
    await hydrated(page);
    await expect(page.getByRole('dialog')).toBeHidden();
    await context.close();
  });
});

/** The document loads that a page makes from here on. */
function documentsOf(page: Page): string[] {
  const documents: string[] = [];
  page.on('request', request => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  return documents;
}

/** Presses a link to that address, wherever the frame has it. */
async function to(page: Page, path: string): Promise<void> {
  await page.locator(`a[href="${path}"]:visible`).first().click();
}

function again(page: Page) {
  return page.getByRole('main').getByRole('link', { name: 'Try again' });
}

async function expectFailure(page: Page): Promise<void> {
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await expect(again(page)).toBeVisible();
}

function notice(page: Page) {
  return page.getByRole('alert').filter({ hasText: 'Something broke on this page.' });
}

/** Development builds panic on this event. */
async function panic(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('peertest:panic')));
  await page.waitForFunction(() => document.documentElement.hasAttribute('data-crashed'));
}
