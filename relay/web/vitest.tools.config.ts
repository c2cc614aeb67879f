import { defineConfig } from 'vitest/config';
import { patience } from '../../tests/browser/support/patience';

/// What drives a browser and is no test: WEB_TOOL names the file under tests/ (./dev screenshots, ./dev bench --web).
export default defineConfig({
  root: `${import.meta.dirname}/../../tests`,
  test: {
    include: [process.env['WEB_TOOL'] ?? ''],
    environment: 'node',
    testTimeout: patience.test,
    hookTimeout: patience.test,
    expect: { poll: { timeout: patience.step, interval: 50 } },
    pool: 'forks',
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
});
