import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bareCopy, codexLake } from '../contenders/contend.ts';
import { inputOfSize } from '../input-of-size.ts';
import type { Measure } from './measure.ts';

const TASKSET = ['taskset', '-c', '0'];

/** What a small function has: one core, for the threads of Node as for those of the engine. */
export const oneCore: Measure = {
  name: 'one-core',
  title: 'The same on one core: every thread of a process pinned to it',
  async prepare({ folder, sizes }) {
    if (!(await canPin())) {
      const absent = [`${TASKSET.join(' ')}: not to be had here, so nothing is pinned to one core`];
      return { round: async () => [], ratios: [], absent };
    }
    const input = await inputOfSize(folder, sizes.at(-1) ?? 0);
    return {
      async round() {
        const home = join(folder, 'one-core');
        await mkdir(home);
        const ours = await codexLake(input, home, { by: TASKSET });
        const bare = await bareCopy(input, home, { by: TASKSET });
        await rm(home, { recursive: true });
        return [
          { name: 'codex-lake', figures: { ...ours } },
          { name: 'bare COPY', figures: { ...bare }, isAnchor: true },
        ];
      },
      ratios: [
        {
          name: 'wall time of codex-lake to bare COPY',
          of: ['codex-lake', 'wallSeconds'],
          to: ['bare COPY', 'wallSeconds'],
        },
        {
          name: 'CPU of codex-lake to bare COPY',
          of: ['codex-lake', 'cpuSeconds'],
          to: ['bare COPY', 'cpuSeconds'],
        },
      ],
    };
  },
};

function canPin(): Promise<boolean> {
  const [program = '', ...args] = [...TASKSET, process.execPath, '--version'];
  return promisify(execFile)(program, args).then(
    () => true,
    () => false,
  );
}
