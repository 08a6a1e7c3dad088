import type { APIRequestContext } from '@playwright/test';
import { get, type Who } from './demo';

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
  { name: 'jobs', who: 'visitor', at: '/jobs' },
  { name: 'jobs-none', who: 'visitor', at: '/jobs?q=nothing+is+called+that' },
  { name: 'job', who: 'visitor', at: openJob },
  { name: 'not-found', who: 'visitor', at: '/nowhere', status: 404 },

  { name: 'dashboard-tester', who: 'mia', at: '/dashboard' },
  { name: 'job-tester', who: 'mia', at: openJob },
  { name: 'runner', who: 'mia', at: ownSeat(claim => claim.status === 'active', 'in progress') },
  { name: 'wallet-tester', who: 'mia', at: '/wallet' },
  { name: 'profile', who: 'mia', at: '/profile' },
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

  { name: 'dashboard-admin', who: 'ada', at: '/dashboard' },

  { name: 'parts', who: 'visitor', at: '/dev/ui' },
];
