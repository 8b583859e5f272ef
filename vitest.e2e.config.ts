import { defineConfig } from 'vitest/config';

/** Real deployments to a local AWS, one file after another; the tests of a file build on each other. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    bail: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
