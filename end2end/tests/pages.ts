import { expect, type APIRequestContext, type Page } from '@playwright/test';
import { get, type Who } from './demo';
import { screenshotOf } from './pictures';

/** A page as somebody sees it. A new page of the product is a new line here. */
export interface View {
  /** What its pictures are called. */
  name: string;
  /** Whom the page is for. */
  who: Who;
  /** Its address, or how somebody who is signed in finds it. */
  at: string | ((request: APIRequestContext) => Promise<string>);
  /** When it is not 200. */
  status?: number;
  /** What is done there before it is looked at. */
  then?: (page: Page) => Promise<unknown>;
  /** The status with which what is done there is refused, where it is meant to be. */
  refused?: number;
  /** The only width at which there is something to see; all of them otherwise. */
  width?: number;
}

/** One of one's own jobs. */
function ownJob(after: string, ...statuses: string[]): View['at'] {
  return async request => {
    const { items } = await get(request, '/my/jobs?limit=100');
    return `/jobs/${first(items, job => statuses.includes(job.status), `job that is ${statuses.join(' or ')}`).id}${after}`;
  };
}

/** The review of a job with work that waits for it. */
async function toReview(request: APIRequestContext): Promise<string> {
  const { items } = await get(request, '/my/jobs?limit=100');
  for (const job of items) {
    const handedIn = await get(request, `/jobs/${job.id}/submissions`);
    if (handedIn.items.some((submission: Item) => submission.status === 'submitted')) return `/jobs/${job.id}/review`;
  }
  throw new Error('no submission waits for review');
}

/** One of one's own seats. */
function ownSeat(fits: (claim: Item) => boolean, words: string): View['at'] {
  return async request => `/claims/${first((await get(request, '/claims?limit=100')).items, fits, `seat ${words}`).id}`;
}

async function openJob(request: APIRequestContext): Promise<string> {
  return `/jobs/${first((await get(request, '/jobs')).items, () => true, 'open job').id}`;
}

async function ownProject(request: APIRequestContext): Promise<string> {
  return `/projects/${first((await get(request, '/projects')).items, () => true, 'project').id}`;
}

async function ownReceipt(request: APIRequestContext): Promise<string> {
  return `/wallet/receipts/${first((await get(request, '/wallet/entries')).items, () => true, 'entry').id}`;
}

async function newestStatement(request: APIRequestContext): Promise<string> {
  const { items } = await get(request, '/wallet/statements');
  if (items.length === 0) throw new Error('the demo data has no month with entries here');
  return `/wallet/statements/${items[0].month}`;
}

/** What is asked of a list's items here. */
interface Item {
  id: string;
  status: string;
  submission_status?: string | null;
}

function first(items: Item[], fits: (item: Item) => boolean, words: string): Item {
  const found = items.find(fits);
  if (!found) throw new Error(`the demo data has no ${words} here`);
  return found;
}

export const VIEWS: View[] = [
  { name: 'landing', who: 'visitor', at: '/' },
  { name: 'login', who: 'visitor', at: '/login' },
  { name: 'register', who: 'visitor', at: '/register' },
  { name: 'forgot-password', who: 'visitor', at: '/forgot-password' },
  { name: 'reset-password', who: 'visitor', at: '/reset-password/none' },
  { name: 'verify-email', who: 'visitor', at: '/verify-email/none?done=yes' },
  { name: 'confirm-email', who: 'visitor', at: '/confirm-email/none' },
  { name: 'jobs', who: 'visitor', at: '/jobs' },
  { name: 'jobs-none', who: 'visitor', at: '/jobs?q=nothing+is+called+that' },
  { name: 'job', who: 'visitor', at: openJob },
  { name: 'not-found', who: 'visitor', at: '/nowhere', status: 404 },

  { name: 'dashboard-tester', who: 'mia', at: '/dashboard' },
  { name: 'job-tester', who: 'mia', at: openJob },
  { name: 'runner', who: 'mia', at: ownSeat(claim => claim.status === 'active', 'in progress') },
  { name: 'wallet-tester', who: 'mia', at: '/wallet' },
  { name: 'wallet-none', who: 'mia', at: '/wallet?kind=loss_recovered' },
  { name: 'receipt', who: 'mia', at: ownReceipt },
  { name: 'profile', who: 'mia', at: '/profile' },
  { name: 'settings', who: 'mia', at: '/settings' },
  { name: 'projects-none', who: 'mia', at: '/projects' },
  { name: 'not-allowed', who: 'mia', at: async request => `${await openJob(request)}/review`, status: 403 },
  { name: 'runner-handed-in', who: 'jonas', at: ownSeat(claim => claim.status === 'submitted', 'that was handed in') },
  { name: 'runner-rejected', who: 'luca', at: ownSeat(claim => claim.submission_status === 'rejected', 'that was rejected') },
  {
    name: 'runner-changes',
    who: 'kenji',
    at: ownSeat(claim => claim.submission_status === 'changes_requested', 'to change'),
  },

  { name: 'dashboard-client', who: 'nora', at: '/dashboard' },
  { name: 'projects', who: 'nora', at: '/projects' },
  { name: 'project', who: 'nora', at: ownProject },
  { name: 'job-new', who: 'nora', at: '/jobs/new' },
  { name: 'job-own', who: 'nora', at: ownJob('', 'open', 'full') },
  { name: 'job-draft', who: 'nora', at: ownJob('', 'draft') },
  { name: 'job-edit', who: 'nora', at: ownJob('/edit', 'draft') },
  { name: 'review', who: 'nora', at: toReview },
  { name: 'wallet-client', who: 'nora', at: '/wallet' },
  { name: 'statement', who: 'nora', at: newestStatement },

  { name: 'methods-client', who: 'nora', at: '/wallet/methods' },
  { name: 'methods-tester', who: 'mia', at: '/wallet/methods' },

  { name: 'dashboard-admin', who: 'ada', at: '/dashboard' },
  { name: 'admin', who: 'ada', at: '/admin' },
  { name: 'books', who: 'ada', at: '/admin/books' },

  { name: 'terms', who: 'visitor', at: '/terms' },
  { name: 'privacy', who: 'visitor', at: '/privacy' },
  { name: 'mailbox', who: 'visitor', at: '/dev/mail' },
  { name: 'parts', who: 'visitor', at: '/dev/ui' },

  // What opens over a page, or changes it.
  {
    name: 'filters',
    who: 'visitor',
    at: '/jobs',
    width: 360,
    then: page => page.getByRole('button', { name: 'Filters', exact: true }).click(),
  },
  {
    name: 'job-beside',
    who: 'visitor',
    at: '/jobs',
    width: 1440,
    then: async page => {
      await page.getByRole('list', { name: 'Open jobs' }).getByRole('link').first().click();
      await expect(page.getByRole('region', { name: 'Job' }).getByRole('heading').first()).toBeVisible();
    },
  },
  {
    name: 'account-menu',
    who: 'nora',
    at: '/dashboard',
    width: 360,
    then: page => page.getByRole('button', { name: /^Account of/ }).click(),
  },
  { name: 'palette', who: 'nora', at: '/dashboard', width: 1440, then: opened(page => page.keyboard.press('Control+k')) },
  { name: 'keyboard-help', who: 'nora', at: '/dashboard', width: 1440, then: opened(page => page.keyboard.press('?')) },
  { name: 'publish', who: 'nora', at: ownJob('', 'draft'), width: 360, then: opened(press('Publish…')) },
  { name: 'top-up', who: 'nora', at: ownJob('', 'open', 'full'), width: 360, then: opened(press('Add seats or pay')) },
  { name: 'cancel', who: 'nora', at: ownJob('', 'open', 'full'), width: 1440, then: opened(press('Cancel job')) },
  { name: 'pay-in', who: 'nora', at: '/wallet', width: 360, then: opened(press('Pay in…')) },
  {
    name: 'report-a-bug',
    who: 'mia',
    at: ownSeat(claim => claim.status === 'active', 'in progress'),
    width: 360,
    then: opened(press('Report a problem')),
  },
  {
    name: 'annotator',
    who: 'mia',
    at: ownSeat(claim => claim.status === 'active', 'in progress'),
    width: 1440,
    then: async page => {
      const picture = { name: 'page.png', mimeType: 'image/png', buffer: await screenshotOf(page) };
      await page.getByLabel('Add screenshots').first().setInputFiles(picture);
      await expect(page.getByTestId('annotator-canvas')).toHaveAttribute('aria-busy', 'false');
    },
  },
  {
    name: 'form-errors',
    who: 'visitor',
    at: '/register',
    width: 360,
    refused: 422,
    then: async page => {
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible();
    },
  },
];

/** Does something that opens a dialog. */
function opened(act: (page: Page) => Promise<unknown>): View['then'] {
  return async page => {
    await act(page);
    await expect(page.getByRole('dialog').first()).toBeVisible();
  };
}

function press(name: string): (page: Page) => Promise<void> {
  return page => page.getByRole('button', { name }).first().click();
}
