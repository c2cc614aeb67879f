import { defineConfig } from 'vitest/config';

/// The tests in tests/browser: a real relay, a real browser. Run by ctest (label `browser`), or here with
/// `npx vitest run --config vitest.browser.config.ts [NAME]` after `ninja carerelay`.
export default defineConfig({
  root: `${import.meta.dirname}/../../tests/browser`,
  test: {
    include: ['*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    fileParallelism: true,
  },
});
