import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';
import chromium from './chromium';
import { home, output } from './tests/surroundings';

export default defineConfig({
  testDir: './tests',
  outputDir: join(output, 'results'),
  reporter: [['list']],
  // So that what hangs ends. It is no measure of speed: on a busy machine the longest tests take three times as long as on an idle one.
  timeout: 240_000,
  expect: { timeout: 30_000 },
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
    {
      name: 'chromium',
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: chromium,
      },
    },
  ],
});
