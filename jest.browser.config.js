import common from './jest.config.js';

/** The pages in a real browser: `npm run test:browser`. Apart from the rest, because it needs Chromium. */
export default {
  ...common,
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  globalSetup: '<rootDir>/test/browser/support/find-chromium.ts',
  // One browser at a time is enough for one machine.
  maxWorkers: 1,
};
