/**
 * How long a test waits for what must happen, in one place and generous: a machine many times slower than ours passes too, and
 * only a test that fails takes this long. No test has a time limit of its own.
 */
export const patience = {
  /** For one thing to happen, in ms: an answer, an element, a process that starts or ends. */
  step: 120_000,
  /** For a whole test or hook, in ms. */
  test: 900_000,
} as const;
