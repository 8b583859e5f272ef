import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import project from '../package.json' with { type: 'json' };
import { print, printJson } from '../src/cli/output.ts';
import { keptLake, makeLake } from './kept-lake.ts';
import { MEASURES } from './measures/measures.ts';
import { resultText } from './result-text.ts';
import { takeRounds } from './take-rounds.ts';

const HELP = `Measures what the lake takes, and beside each figure what the least way to the same takes: its anchor, in the same run.
Each is a process of its own, from its start to its end: wall time, CPU of all its threads, cores used, peak memory.

${MEASURES.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join('\n')}

Options:
  --only NAME,…    these measures only
  --rounds N       all in turn, N times, and of each figure the median: for a machine with other work
  --sizes MB,…     sizes of the logs of partition and one-core (default 100,1000)
  --people N       size of the company of all others (default 250)
  --json           one JSON document

Lakes of 30 and of 364 days are made once, which takes minutes at 250 people, and kept among temporary files; a lake whose tables
have changed since is made anew. Contenders in Python are installed by \`npm run bench:python\`; without them, that is said.

Examples:
  npm run bench
  npm run bench -- --json --rounds 3 > before.json
  npm run bench -- --only partition --sizes 50
  npm run bench -- --only first-pull,hourly-pull --people 40
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '1' },
    sizes: { type: 'string', default: '100,1000' },
    people: { type: 'string', default: '250' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  print(HELP);
} else {
  const names = MEASURES.map(({ name }) => name);
  const only = values.only === '' ? names : values.only.split(',');
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`measure ${unknown.join(', ')}: unknown, allowed are ${names.join(', ')}`);
  const [rounds, people] = [numberOf('rounds'), numberOf('people')];
  const sizes = values.sizes
    .split(',')
    .map(Number)
    .toSorted((a, b) => a - b);
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-bench-run-'));
  const lake = async (days: number) => {
    const kept = keptLake(people, days);
    await makeLake(kept, people, days);
    return kept;
  };
  try {
    const measures = MEASURES.filter(({ name }) => only.includes(name));
    const results = await takeRounds(measures, { folder, sizes, people, lake }, rounds);
    if (results.some(({ failed }) => failed !== undefined)) process.exitCode = 1;
    const machine = {
      cores: cpus().length,
      model: cpus()[0]?.model,
      memoryMB: Math.round(totalmem() / 1e6),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
    };
    if (values.json) printJson({ version: project.version, machine, rounds, people, measures: results });
    else {
      print(
        `${project.version} on ${machine.cores} × ${machine.model}, Node ${machine.node}; ${rounds} ${rounds === 1 ? 'round' : 'rounds, medians'}; * is an anchor`,
      );
      for (const result of results) print(resultText(result));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function numberOf(name: 'rounds' | 'people'): number {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} ${values[name]}: not a number from 1 on`);
  return number;
}
