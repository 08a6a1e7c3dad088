import { expect, request, type APIRequestContext } from '@playwright/test';
import { confirmAddress, freshEmail } from './people';

/** Somebody who uses REST only: what a test needs before it begins. */
export interface Account {
  email: string;
  password: string;
  get(path: string): Promise<any>;
  post(path: string, body?: unknown): Promise<any>;
  patch(path: string, body: unknown): Promise<any>;
  put(path: string, body: unknown): Promise<any>;
  remove(path: string): Promise<void>;
  upload(submission: string, picture: Buffer, fields?: Record<string, string>): Promise<any>;
  dispose(): Promise<void>;
}

/** Registers an account and signs it in. */
export async function account(baseURL: string, fullName: string, role: 'client' | 'tester'): Promise<Account> {
  const open = await request.newContext({ baseURL });
  const email = freshEmail(fullName.split(' ')[0].toLowerCase());
  const password = 'a-long-password';
  await answer(open, 'POST', '/auth/register', { email, password, full_name: fullName, role });
  const { access_token } = await answer(open, 'POST', '/auth/login', { email, password });
  await confirmAddress(open, email);
  await open.dispose();
  // As long as the server gives a picture, which may have to wait for the memory that another takes.
  const api = await request.newContext({ baseURL, timeout: 150_000, extraHTTPHeaders: { Authorization: `Bearer ${access_token}` } });
  return {
    email,
    password,
    get: path => answer(api, 'GET', path),
    post: (path, body) => answer(api, 'POST', path, body),
    patch: (path, body) => answer(api, 'PATCH', path, body),
    put: (path, body) => answer(api, 'PUT', path, body),
    remove: path => answer(api, 'DELETE', path),
    upload: async (submission, picture, fields = {}) => {
      const file = { name: 'picture.png', mimeType: 'image/png', buffer: picture };
      const response = await api.post(`/api/v1/submissions/${submission}/screenshots`, { multipart: { again: 'true', ...fields, file } });
      expect(response.status(), await response.text()).toBe(201);
      return response.json();
    },
    dispose: () => api.dispose(),
  };
}

async function answer(api: APIRequestContext, method: string, path: string, data?: unknown): Promise<any> {
  const response = await api.fetch(`/api/v1${path}`, { method, data });
  expect(response.ok(), `${method} ${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.status() === 204 ? undefined : response.json();
}

/** A published job of three steps, of which the first needs a screenshot. Gives its id. */
export async function openJob(client: Account, title: string, change: Record<string, unknown> = {}): Promise<string> {
  const project = await client.post('/projects', { name: 'Bike shop', description: 'Bikes by post.', app_url: 'https://bikes.example.org' });
  const job = await client.post('/jobs', {
    project_id: project.id,
    title,
    description: 'Order a bike as a new customer and tell what is wrong.',
    price_cents: 2500,
    slots: 3,
    scope_in: 'The checkout',
    scope_out: 'The blog',
    known_bugs: ['The logo is blurred'],
    journey: {
      steps: [
        { action: 'Put a bike in the cart', expected: 'The cart says 1', evidence_required: true },
        { action: 'Choose a colour', expected: 'The picture changes', evidence_required: false },
        { action: 'Pay by card', expected: 'A receipt is shown', evidence_required: false },
      ],
    },
    ...change,
  });
  await client.post(`/jobs/${job.id}/publish`, { payment_method: 'pm_card_visa' });
  return job.id;
}

/** Takes a seat and opens its report: the ids of both, and those of the steps. */
export async function seat(tester: Account, job: string): Promise<{ claim: string; submission: string; steps: string[] }> {
  const claim = await tester.post(`/jobs/${job}/claims`);
  const submission = await tester.post(`/claims/${claim.id}/submission`);
  return { claim: claim.id, submission: submission.id, steps: submission.steps.map((step: { step_id: string }) => step.step_id) };
}
