// How Chromium is started, by the tests and by the benchmarks.
const { existsSync } = require('node:fs');

const debian = '/usr/bin/chromium';

module.exports = {
  // Debian's where it is installed, Playwright's own elsewhere.
  executablePath: existsSync(debian) ? debian : undefined,
  args: [
    // Chromium's sandbox does not start as root, which is what CI containers often are.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    // Nothing but the page under test may use the network.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
  ],
};
