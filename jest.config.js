export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/strip-types.js' },
  testSequencer: '<rootDir>/test/support/longest-first.js',
  setupFiles: ['<rootDir>/test/support/repeatable.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  coverageProvider: 'v8',
  // Jest leaves a core free by default, which on two cores is half of the machine.
  maxWorkers: '100%',
  // Each test file loads the program anew. V8's compilation cache would keep every one of them alive, and collecting
  // around them takes longer than the tests do: `npm run jest` switches it off. A guard for whoever calls jest without.
  workerIdleMemoryLimit: '1.5GB',
  // A guard against hanging, not a measure: a loaded machine takes its time.
  testTimeout: 120_000,
};
