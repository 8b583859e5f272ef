import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These use one core each, and take longest; begun first, they leave the rest to what uses both. */
const FIRST = ['proofs/year.long', 'allowlist/replay.long'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFirst = ({ moduleId }: TestSpecification) => FIRST.some((name) => moduleId.includes(name));
    return [...files.filter(isFirst), ...files.filter((file) => !isFirst(file))];
  }
}

/** What takes minutes: `npm run test:long`. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
