import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.long.test.ts'],
    // A test waits for disk and servers as much as it computes, so two at once keep two cores busy.
    maxWorkers: 2,
    // Real servers, real processes and real files: slower than mocks, and worth it.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
