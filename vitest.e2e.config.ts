import { defineConfig } from 'vitest/config';

/** A real deployment to a local AWS: one file, whose tests build on each other. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    bail: 1,
    hookTimeout: 300_000,
  },
});
