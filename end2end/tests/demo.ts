import { expect, type APIRequestContext, type Browser, type BrowserContext } from '@playwright/test';
import { home } from './surroundings';

/** The people of the demo data whom tests sign in as; README.md says what each has going on. Their password is the same. */
export const DEMO = {
  nora: 'nora.client@demo.peertest.local',
  omar: 'omar.client@demo.peertest.local',
  mia: 'mia.tester@demo.peertest.local',
  jonas: 'jonas.tester@demo.peertest.local',
  luca: 'luca.tester@demo.peertest.local',
  kenji: 'kenji.tester@demo.peertest.local',
  ada: 'ada.admin@demo.peertest.local',
} as const;
export const DEMO_PASSWORD = 'demo-password';

/** Somebody of the demo, or nobody in particular. */
export type Who = keyof typeof DEMO | 'visitor';

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;
type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** For how long tests share a session, in milliseconds. One that is an hour old is renewed by the first who needs it, and lost to the others. */
const SHARED = 30 * 60_000;
const sessions = new Map<Who, { at: number; state: StorageState }>();

/** A session of `who` that has half an hour left. */
async function sessionOf(browser: Browser, who: keyof typeof DEMO): Promise<StorageState> {
  const known = sessions.get(who);
  if (known && Date.now() - known.at < SHARED) return known.state;
  const context = await browser.newContext({ baseURL: home });
  await post(context.request, '/auth/login', { email: DEMO[who], password: DEMO_PASSWORD });
  const state = await context.storageState();
  await context.close();
  sessions.set(who, { at: Date.now(), state });
  return state;
}

/** A browser context in which `who` is signed in. */
export async function contextOf(browser: Browser, who: Who, options: ContextOptions = {}): Promise<BrowserContext> {
  const storageState = who === 'visitor' ? undefined : await sessionOf(browser, who);
  return browser.newContext({ baseURL: home, ...options, storageState });
}

/** What REST answers to whoever the request belongs to. */
export async function get(request: APIRequestContext, path: string): Promise<any> {
  const response = await request.get(`/api/v1${path}`);
  expect(response.status(), `GET /api/v1${path}`).toBe(200);
  return response.json();
}

/** What REST answers to something sent. */
export async function post(request: APIRequestContext, path: string, data: object): Promise<any> {
  const response = await request.post(`/api/v1${path}`, { data });
  expect(response.ok(), `POST /api/v1${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}
