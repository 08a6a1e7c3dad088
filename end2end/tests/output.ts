import { join } from 'node:path';

/** Where traces, pictures and sign-ins are left; `.ci/e2e` says where. */
export const output = process.env.E2E_OUTPUT ?? join(__dirname, '..', '..', 'target', 'e2e');
