import { join } from 'node:path';

// `.ci/served` starts the server and says here where it listens; by hand: BASE_URL=http://127.0.0.1:3000 npx playwright test
export const home = process.env.BASE_URL ?? 'http://127.0.0.1:3000';

/** Where traces and pictures are left; `.ci/e2e` says where. */
export const output = process.env.E2E_OUTPUT ?? join(__dirname, '..', '..', 'target', 'e2e');
