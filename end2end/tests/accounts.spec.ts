import { createHmac } from 'node:crypto';
import { expect, test, type Browser } from '@playwright/test';
import { contextOf } from './demo';
import { freshEmail, hydrated, mailedLink, newPerson, open, register, watch, type Person } from './people';

async function registered(browser: Browser, name: string): Promise<Person> {
  const person = await newPerson(browser, name.toLowerCase());
  await register(person, `${name} Tester`, 'tester');
  return person;
}

async function signIn(person: Person, password: string): Promise<void> {
  const { page } = person;
  await open(page, '/login');
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an address is confirmed by opening the link in the mail', async ({ browser }) => {
  const person = await newPerson(browser, 'vera');
  const { page } = person;
  await open(page, '/register?role=tester');
  await page.getByLabel('Full name').fill('Vera Verified');
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('/dashboard');
  await expect(page.getByText('Confirm your e-mail address')).toBeVisible();

  await mailedLink(page.request, person.email);
  await open(page, '/dev/mail');
  await page.getByRole('listitem').filter({ hasText: person.email }).getByText('Confirm your e-mail address').click();
  const link = page.getByRole('listitem').filter({ hasText: person.email }).getByRole('link').first();
  await link.click();
  await expect(page.getByText('Your address is confirmed.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your dashboard' }).click();
  await expect(page).toHaveURL('/dashboard');
  await expect(page.getByText('Confirm your e-mail address')).toBeHidden();
  expect(person.troubles).toEqual([]);
  await person.context.close();
});

test('a forgotten password is set anew by the link in the mail', async ({ browser }) => {
  const person = await registered(browser, 'Frida');
  const { page } = person;
  await page.context().clearCookies();
  await open(page, '/login');
  await page.getByRole('link', { name: 'Forgot it?' }).click();
  await page.waitForURL('/forgot-password');
  await page.getByLabel('Email').fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByText('a mail with a link is on its way')).toBeVisible();
  await expect.poll(async () => mailedLink(page.request, person.email)).toContain('/reset-password/');
  const link = await mailedLink(page.request, person.email);

  await open(page, link);
  await page.getByLabel('New password').fill('password123');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByText('among the passwords that are tried first')).toBeVisible();
  await page.getByLabel('New password').fill('seven green umbrellas');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.waitForURL('/login?reset=yes');
  await expect(page.getByText('Your new password is set.')).toBeVisible();
  await signIn(person, 'seven green umbrellas');
  await page.waitForURL('/dashboard');

  await open(page, link);
  await page.getByLabel('New password').fill('eight green umbrellas');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByText('This link has been used, or its time has run out.')).toBeVisible();
  // Refused input is an error of the network in Chromium's console.
  expect(person.troubles.filter(trouble => !/status of 422/.test(trouble))).toEqual([]);
  await person.context.close();
});

test('a password is changed, and other devices are signed out', async ({ browser }) => {
  const person = await registered(browser, 'Dora');
  const { page } = person;
  const other: Person = { ...(await newPerson(browser, 'other')), email: person.email };
  await signIn(other, person.password);
  await other.page.waitForURL('/dashboard');
  await hydrated(other.page);

  await open(page, '/settings');
  await expect(page.getByText('This device')).toHaveCount(1);
  await page.getByRole('button', { name: /^Sign out Chrome/ }).click();
  await expect(page.getByRole('button', { name: /^Sign out Chrome/ })).toHaveCount(0);
  await other.page.reload();
  await expect(other.page).toHaveURL(/\/login/);

  await signIn(other, person.password);
  await other.page.waitForURL(url => url.pathname === '/dashboard');
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill('seven green umbrellas');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await expect(page.getByLabel('New password')).toHaveValue('');
  await other.page.reload();
  await expect(other.page).toHaveURL(/\/login/);
  expect(person.troubles).toEqual([]);
  await person.context.close();
  await other.context.close();
});

/** What an authenticator app does (RFC 6238): six figures out of a secret and the half minute. */
function codeOf(secret: string, at: number): string {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('a second factor is set up, and asked for at the next sign-in', async ({ browser }) => {
  const person = await registered(browser, 'Tina');
  const { page } = person;
  await open(page, '/settings');
  await page.getByLabel('Your password').fill(person.password);
  await page.getByRole('button', { name: 'Set up a second factor' }).click();
  await expect(page.getByRole('img', { name: 'QR code for an authenticator app' })).toBeVisible();
  const secret = (await page.locator('code').first().innerText()).trim();
  await page.getByRole('textbox', { name: 'Code' }).fill('000000');
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('This code is not good now.')).toBeVisible();
  // Good for this half minute and the next: one of the half minute before may be over by the time it arrives.
  await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret, Date.now()));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('Keep these recovery codes')).toBeVisible();
  const codes = await page.getByRole('status').filter({ hasText: 'recovery codes' }).getByRole('listitem').allInnerTexts();
  expect(codes).toHaveLength(10);

  await page.context().clearCookies();
  await signIn(person, person.password);
  await expect(page.getByText('Now the code of your authenticator app')).toBeVisible();
  await page.getByRole('textbox', { name: 'Code' }).fill(codes[0]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('/dashboard');
  await open(page, '/settings');
  await expect(page.getByText('9 recovery codes left')).toBeVisible();
  await expect(page.getByText('Second factor set up')).toBeVisible();
  expect(person.troubles.filter(trouble => !/status of (401|422)/.test(trouble))).toEqual([]);
  await person.context.close();
});

test('a token is made, shown once, used and revoked', async ({ browser, request }) => {
  const person = await registered(browser, 'Paula');
  const { page } = person;
  await open(page, '/settings');
  await page.getByLabel('Name', { exact: true }).fill('Nightly build');
  await page.getByLabel('Scope').selectOption('write');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const shown = page.getByText(/^pth_/);
  await expect(shown).toBeVisible();
  const headers = { Authorization: `Bearer ${await shown.innerText()}` };
  expect((await request.get('/api/v1/auth/me', { headers })).status()).toBe(200);
  await page.reload();
  await hydrated(page);
  await expect(page.getByText(/^pth_/)).toBeHidden();
  await page.getByRole('button', { name: 'Revoke Nightly build' }).click();
  await expect(page.getByRole('button', { name: 'Revoke Nightly build' })).toBeHidden();
  expect((await request.get('/api/v1/auth/me', { headers })).status()).toBe(401);
  expect(person.troubles).toEqual([]);
  await person.context.close();
});

test('an admin reads the audit log', async ({ browser }) => {
  const context = await contextOf(browser, 'ada');
  const page = await context.newPage();
  const troubles = watch(page);
  await open(page, '/admin');
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
  await expect(page.getByText('Signed in').first()).toBeVisible();
  expect(troubles).toEqual([]);
  await context.close();
});

test('an address changes once both have agreed', async ({ browser }) => {
  const person = await registered(browser, 'Nele');
  const { page } = person;
  const fresh = freshEmail('nele.new');
  await open(page, '/settings');
  await page.getByText('Change the address').click();
  await page.getByLabel('New address').fill(fresh);
  await page.getByLabel('Password of this account').fill(person.password);
  await page.getByRole('button', { name: 'Send the links' }).click();
  await expect(page.getByText('A link is on its way to each of the two addresses.')).toBeVisible();
  await open(page, await mailedLink(page.request, fresh));
  await page.getByRole('button', { name: 'Yes, change it' }).click();
  await expect(page.getByText('once the other one has agreed as well')).toBeVisible();
  await expect.poll(async () => mailedLink(page.request, person.email)).toContain('/confirm-email/');
  await open(page, await mailedLink(page.request, person.email));
  await page.getByRole('button', { name: 'Yes, change it' }).click();
  await expect(page.getByText('The address of your account is changed.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to your settings' }).click();
  await expect(page.getByRole('main').getByText(fresh, { exact: true })).toBeVisible();
  expect(person.troubles).toEqual([]);
  await person.context.close();
});

test('one takes everything along, and closes the account', async ({ browser }) => {
  const person = await registered(browser, 'Gerda');
  const { page } = person;
  await open(page, '/settings');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toBe('peertest-hub.zip');
  expect(await download.failure()).toBeNull();
  await page.getByText('Close the account', { exact: true }).click();
  await page.getByLabel('Password, to close the account').fill(person.password);
  await page.getByRole('button', { name: 'Close the account for good' }).click();
  await page.waitForURL(url => url.pathname === '/');
  await signIn(person, person.password);
  await expect(page.getByText('This e-mail address and password do not belong together.')).toBeVisible();
  expect(person.troubles.filter(trouble => !/status of 401/.test(trouble))).toEqual([]);
  await person.context.close();
});
