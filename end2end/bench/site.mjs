// The site under measurement: where it is, and how one signs in to it.
export const home = process.env.BASE_URL ?? 'http://127.0.0.1:3000';

/** A client of the demo data: the pages with the most on them are theirs. */
export const CLIENT = { email: 'nora.client@demo.peertest.local', password: 'demo-password' };

/** Signs in; the cookies as a browser would send them back. */
export async function signIn(account) {
  const answer = await fetch(`${home}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`);
  return answer.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ');
}

/** What REST answers, to a visitor or to whoever the cookies belong to. */
export async function get(path, cookie = '') {
  const answer = await fetch(`${home}/api/v1${path}`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** The value in the middle, or at another part of the whole. */
export function quantile(values, part = 0.5) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}
