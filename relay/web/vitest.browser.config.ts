import { defineConfig } from 'vitest/config';
import { patience } from '../../tests/browser/support/patience';

/// The tests in tests/browser: a real relay, a real browser. Run by ctest (label `browser`), or here with
/// `npx vitest run --config vitest.browser.config.ts [NAME]` after `ninja carerelay`.
export default defineConfig({
  root: `${import.meta.dirname}/../../tests/browser`,
  test: {
    include: ['*.test.ts'],
    environment: 'node',
    testTimeout: patience.test,
    hookTimeout: patience.test,
    teardownTimeout: patience.step,
    expect: { poll: { timeout: patience.step, interval: 50 } },
    pool: 'forks',
    maxWorkers: 2,
    fileParallelism: true,
  },
});
