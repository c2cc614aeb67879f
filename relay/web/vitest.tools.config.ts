import { defineConfig } from 'vitest/config';

/// What drives a browser and is no test: WEB_TOOL names the file under tests/ (./dev screenshots, ./dev bench --web).
export default defineConfig({
  root: `${import.meta.dirname}/../../tests`,
  test: {
    include: [process.env['WEB_TOOL'] ?? ''],
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
});
