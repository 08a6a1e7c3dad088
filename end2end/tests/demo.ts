import { expect, type APIRequestContext, type Browser, type BrowserContext } from '@playwright/test';
import { join } from 'node:path';
import { home, output } from './surroundings';

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

/** Where people.setup.ts keeps the session of one of them. */
export function stateOf(who: keyof typeof DEMO): string {
  return join(output, 'people', `${who}.json`);
}

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

/** A browser context in which `who` is signed in. */
export async function contextOf(browser: Browser, who: Who, options: ContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ baseURL: home, ...options, storageState: who === 'visitor' ? undefined : stateOf(who) });
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
