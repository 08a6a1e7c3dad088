import { expect, test, type Page } from '@playwright/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newPerson, open, register } from './people';
import { account, openJob, seat, type Account } from './rest';

// What others read of somebody's writing, with what would run if it were taken for markup.
const MARKUP = '<img src=x onerror="window.ran=1"><script>window.ran=1</script><b style="color:red">bold</b>';

let client: Account;

test.beforeAll(async ({ baseURL }) => {
  client = await account(baseURL!, 'Clara <i onclick=alert(1)>', 'client');
});

test.afterAll(() => client.dispose());

/** Collects what a page's policy refuses, and whatever opens a dialog. */
async function watched(page: Page): Promise<() => Promise<unknown[]>> {
  const dialogs: string[] = [];
  page.on('dialog', dialog => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener('securitypolicyviolation', event => seen.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  return async () => [
    ...dialogs,
    ...(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)),
    ...(await page.evaluate(() => ((window as unknown as { ran?: number }).ran ? ['script ran'] : []))),
  ];
}

test('what people write is text wherever others read it', async ({ browser, baseURL }) => {
  const job = await openJob(client, `Markup ${MARKUP}`.slice(0, 100), {
    description: MARKUP,
    scope_in: MARKUP,
    scope_out: MARKUP,
    known_bugs: [MARKUP],
    journey: { steps: [{ action: MARKUP, expected: MARKUP, evidence_required: false }] },
  });
  const tester = await account(baseURL!, 'Timo <svg onload=alert(1)>', 'tester');
  const { claim, submission, steps } = await seat(tester, job);
  await tester.patch(`/submissions/${submission}`, {
    steps: [{ step_id: steps[0], verdict: 'fail', actual: MARKUP }],
    summary: MARKUP,
    environment: MARKUP,
  });
  await tester.post(`/submissions/${submission}/bugs`, {
    title: MARKUP.slice(0, 100),
    severity: 'low',
    steps_to_reproduce: MARKUP,
    actual: MARKUP,
    screenshot_ids: [],
  });

  const views: [Account, string[]][] = [
    [tester, [`/claims/${claim}`, '/dashboard', '/settings', `/jobs/${job}`, '/jobs?q=Markup']],
    [client, [`/jobs/${job}/review`, `/jobs/${job}`, '/dashboard', '/projects', '/settings', '/wallet']],
  ];
  await tester.post(`/submissions/${submission}/submit`);
  for (const [who, paths] of views) {
    const person = await newPerson(browser, 'reader');
    const refused = await watched(person.page);
    await open(person.page, '/login');
    await person.page.getByLabel('Email').fill(who.email);
    await person.page.getByLabel('Password').fill(who.password);
    await person.page.getByRole('button', { name: 'Sign in' }).click();
    await person.page.waitForURL('/dashboard');
    for (const path of paths) {
      await open(person.page, path);
      expect(await refused(), path).toEqual([]);
    }
    // Reflected: what stands in an address.
    for (const path of [`/jobs?q=${encodeURIComponent(MARKUP)}`, `/login?next=${encodeURIComponent(MARKUP)}`]) {
      await open(person.page, path);
      expect(await refused(), path).toEqual([]);
    }
    expect(person.troubles).toEqual([]);
    await person.context.close();
  }
  await tester.dispose();
});

test('a page of another origin cannot write with the cookies of a visitor', async ({ browser, baseURL }) => {
  const victim = await newPerson(browser, 'victim');
  await register(victim, 'Vera Victim', 'client');
  const foreign = await foreignPage(`
    <form id="f" method="post" action="${baseURL}/sfn/users/rename"><input name="full_name" value="Taken over"></form>
    <script>
      window.tried = Promise.allSettled([
        fetch('${baseURL}/api/v1/auth/me', { method: 'PATCH', credentials: 'include', body: '{"full_name":"Taken over"}' }),
        fetch('${baseURL}/sfn/users/rename', {
          method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams({ full_name: 'Taken over' }),
        }),
      ]);
    </script>`);
  const address = `http://localhost:${(foreign.address() as AddressInfo).port}/`;
  await victim.page.goto(address);
  await victim.page.evaluate(() => (window as unknown as { tried: Promise<unknown> }).tried);
  const [answer] = await Promise.all([
    victim.page.waitForResponse(response => response.url().endsWith('/sfn/users/rename') && response.request().isNavigationRequest()),
    victim.page.evaluate(() => (document.getElementById('f') as HTMLFormElement).submit()),
  ]);
  expect(answer.status()).toBe(403);
  // The refusal is a page of its own: the next one is gone to once it has arrived.
  await victim.page.waitForURL(url => url.pathname === '/sfn/users/rename');
  const me = await (await victim.page.request.get('/api/v1/auth/me')).json();
  expect(me.full_name).toBe('Vera Victim');
  // Nor can it put one of ours into a frame.
  const framing = await foreignPage(`<iframe src="${baseURL}/jobs"></iframe>`);
  await victim.page.goto(`http://localhost:${(framing.address() as AddressInfo).port}/`);
  const frame = victim.page.frames().find(each => each !== victim.page.mainFrame());
  expect(frame?.url()).not.toContain('/jobs');
  await victim.context.close();
  foreign.close();
  framing.close();
});

/** A site of its own. Another name for this machine is another site to a browser. */
async function foreignPage(html: string): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!DOCTYPE html><title>Elsewhere</title>${html}`);
  });
  await new Promise<void>(done => {
    server.listen(0, 'localhost', done);
  });
  return server;
}
