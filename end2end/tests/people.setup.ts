import { test as setup } from '@playwright/test';
import { DEMO, DEMO_PASSWORD, post, stateOf } from './demo';

// Signed in once each; tests that need one of these people begin with the session that is kept here.
for (const [who, email] of Object.entries(DEMO)) {
  setup(`${who} signs in`, async ({ request }) => {
    await post(request, '/auth/login', { email, password: DEMO_PASSWORD });
    await request.storageState({ path: stateOf(who as keyof typeof DEMO) });
  });
}
