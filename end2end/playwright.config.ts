import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import chromium from './chromium';
import { home, output } from './tests/surroundings';

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
    baseURL: home,
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
        launchOptions: chromium,
      },
    },
  ],
});
