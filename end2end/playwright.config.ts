import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import { output } from './tests/output';

// `.ci/e2e` starts the server and says here where it listens; by hand: BASE_URL=http://127.0.0.1:3000 npx playwright test
const baseURL = process.env.BASE_URL ?? 'http://127.0.0.1:3000';

// Debian's Chromium where it is installed, Playwright's own elsewhere.
const debianChromium = '/usr/bin/chromium';
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: './tests',
  outputDir: join(output, 'results'),
  reporter: [['list']],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A test that passes the second time has found something: no retries.
  retries: 0,
  use: {
    baseURL,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'people', testMatch: /people\.setup\.ts/ },
    {
      name: 'chromium',
      dependencies: ['people'],
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: {
          executablePath: existsSync(debianChromium) ? debianChromium : undefined,
          args: [
            // Chromium's sandbox does not start as root, which is what CI containers often are.
            ...(asRoot ? ['--no-sandbox'] : []),
            // Nothing but the page under test may use the network.
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--disable-quic',
            '--no-first-run',
          ],
        },
      },
    },
  ],
});
