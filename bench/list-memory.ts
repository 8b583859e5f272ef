import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSimulator } from '../simulator/simulator.ts';
import { note, print } from '../src/cli/output.ts';
import { runNode } from './run-measured.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '20000' },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `Pulls a company's list of tasks into an empty lake, in a process of its own, and tells the memory that takes at its peak.

  npm run bench:list                     20,000 people: 411,000 tasks, 198 MB; a minute
  npm run bench:list -- --people 60000   another size
`;
const NOW = '2026-11-20T09:30:00Z';

if (values.help) {
  print(HELP);
} else {
  const simulator = await startSimulator({ people: Number(values.people), now: new Date(NOW) });
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-bench-'));
  try {
    note(`pulling the tasks of ${values.people} people …`);
    const { apiBase, complianceKey, workspaceId } = simulator;
    const script = join(import.meta.dirname, 'programs', 'pull-tasks.ts');
    const args = [script, folder, apiBase, complianceKey, workspaceId, NOW];
    const { measured, stdout } = await runNode(args);
    const { wallSeconds, peakRssMB } = measured;
    const { outputBytes }: { outputBytes: number } = JSON.parse(stdout);
    const tasks = simulator.served.tasks.size;
    print(
      `${tasks} tasks in ${wallSeconds.toFixed(0)} s, peak ${peakRssMB.toFixed(0)} MB; the original has ${(outputBytes / 1e6).toFixed(0)} MB`,
    );
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
}
