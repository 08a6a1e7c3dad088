import { expect, type APIRequestContext, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';

/** Somebody with a browser of their own. */
export interface Person {
  context: BrowserContext;
  page: Page;
  email: string;
  password: string;
  /** What went wrong in their console or over the network; to be empty at the end. */
  troubles: string[];
}

let count = 0;

/** An address that no other test uses. */
export function freshEmail(name: string): string {
  count += 1;
  return `${name}.${process.pid}.${Date.now()}.${count}@example.org`;
}

/** Opens a browser context that collects everything that went wrong in it. */
export async function newPerson(browser: Browser, name: string, options?: BrowserContextOptions): Promise<Person> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  return { context, page, email: freshEmail(name), password: 'a-long-password', troubles: watch(page) };
}

/** Collects what goes wrong in a page from here on: in its console, its scripts and its requests. */
export function watch(page: Page): string[] {
  const troubles: string[] = [];
  page.on('console', message => {
    // Chromium counts seconds: what the page has fetched ahead is used as soon as the machine gets to it.
    // It advises who reads a canvas back again and again, as only tests do.
    if (message.text().includes('Multiple readback operations using getImageData are faster')) return;
    if (message.text().includes('was preloaded using link preload but not used within a few seconds')) return;
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', error => troubles.push(`page error: ${error.message}`));
  page.on('response', response => {
    if (response.status() >= 500) troubles.push(`${response.status()} ${response.url()}`);
  });
  return troubles;
}

/** Waits until the page answers to events: the server's HTML alone would swallow a click on a script's button. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.hasAttribute('data-hydrated'));
}

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Where the newest mail to an address leads: the path of the link in it. */
export async function mailedLink(request: APIRequestContext, email: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const mails = (await (await request.get('/dev/mail.json')).json()).items;
      const mail = mails.find((each: { to: string }) => each.to === email);
      link = mail?.text.match(/https?:\/\/[^/\s]+(\/\S+)/)?.[1];
      return link;
    })
    .toBeTruthy();
  return link!;
}

/** Confirms an address as a program would, with the link that was mailed to it. */
export async function confirmAddress(request: APIRequestContext, email: string): Promise<void> {
  const token = (await mailedLink(request, email)).split('/').pop();
  const response = await request.post('/api/v1/auth/verify-email', { data: { token } });
  expect(response.status(), await response.text()).toBe(204);
}

/** Registers through the form and confirms the address; the browser is signed in afterwards. */
export async function register(person: Person, fullName: string, role: 'client' | 'tester'): Promise<void> {
  const { page } = person;
  await open(page, '/register');
  await page.getByLabel('Full name').fill(fullName);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('radio', { name: role === 'tester' ? 'Test apps and earn' : 'Get an app tested' }).check();
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(url => !url.pathname.startsWith('/register'));
  await hydrated(page);
  await expect(page.getByRole('link', { name: 'Dashboard' }).first()).toBeVisible();
  await confirmAddress(page.request, person.email);
}
