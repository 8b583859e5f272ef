import { defineConfig } from 'vitest/config';

/** A real deployment to a local AWS: one file, whose tests build on each other. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    bail: 1,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
