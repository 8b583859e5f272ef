import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { openLakeAt } from '../lake/open-lake.ts';
import { planRebuild, rebuildItem } from '../repair/rebuild.ts';
import type { Rebuilt } from '../repair/rebuilt.ts';
import { SOURCES } from '../sources/sources.ts';
import { complianceEvent } from '../tables/compliance-log.ts';
import { withContent } from '../tables/record.ts';
import { type CommonOptions, configOf, dayOption, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { note, print, printJson, textTable } from './output.ts';
import { streamsOfLake } from './streams-of-lake.ts';

interface RebuildOptions extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly verify?: boolean;
}

/** Tables that are made of originals; that of people's words only in a lake that keeps them. */
function tablesOf({ content }: Config): Set<string> {
  const records = [...SOURCES.map(({ record }) => record), complianceEvent];
  const made = records.map((record) => (content === 'keep' ? withContent(record) : record));
  return new Set(made.flatMap(({ tables }) => tables.map(({ name }) => name)));
}

export function addRebuildCommand(program: Command): void {
  withCommonOptions(program.command('rebuild'))
    .summary('make tables again from the originals')
    .description(
      'Makes tables again from the originals in raw/ alone, and writes where the lake differs from that: after a column was added, or when in doubt. With --verify nothing is written.\nExits with 3 when --verify finds a difference.',
    )
    .argument('[table...]', 'only these tables')
    .option('--since <day>', 'from this UTC day; lists, which have no days, are left out', dayOption)
    .option('--until <day>', 'until before this UTC day', dayOption)
    .option('--verify', 'compare, and change nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake rebuild --verify
  $ npx codex-lake rebuild codex_log --since 2026-10-01 --until 2026-11-01`,
    )
    .action(async (tables: string[], options: RebuildOptions) => {
      process.exitCode = await rebuild(tables, options);
    });
}

async function rebuild(tables: readonly string[], options: RebuildOptions): Promise<ExitCode> {
  const config = await configOf(options);
  const made = tablesOf(config);
  const unknown = tables.filter((name) => !made.has(name));
  if (unknown.length > 0) {
    note(`table ${unknown.join(', ')}: not made of originals; allowed are ${[...made].join(', ')}`);
    return EXIT.wrongUsage;
  }
  const verify = options.verify === true;
  const lake = await openLakeAt(config);
  try {
    const streams = await streamsOfLake(config, lake.store);
    const items = await planRebuild(lake, streams, { tables, since: options.since, until: options.until });
    const found: Rebuilt[] = [];
    for (const [index, item] of items.entries()) {
      found.push(...(await rebuildItem(lake, item, { verify })));
      if ((index + 1) % 50 === 0) note(`${index + 1}/${items.length} days and lists`);
    }
    const different = found.filter(({ missing, surplus }) => missing + surplus > 0);
    if (options.json)
      printJson({ lake: config.lake, verify, items: items.length, tables: sums(found), different });
    else print(textOf(found, different, verify));
    return verify && different.length > 0 ? EXIT.incomplete : EXIT.done;
  } finally {
    await lake.close();
  }
}

/** By table: rows that should be there, rows that were not, and rows that were there and should not be. */
function sums(found: readonly Rebuilt[]) {
  const tables = [...new Set(found.map(({ table }) => table))];
  return tables.map((table) => {
    const of = found.filter((one) => one.table === table);
    const sum = (name: 'rows' | 'missing' | 'surplus') => of.reduce((total, one) => total + one[name], 0);
    return { table, rows: sum('rows'), missing: sum('missing'), surplus: sum('surplus') };
  });
}

function textOf(found: readonly Rebuilt[], different: readonly Rebuilt[], verify: boolean): string {
  const table = textTable(
    ['table', 'rows', 'missing', 'surplus'],
    sums(found).map((one) => [
      one.table,
      one.rows.toLocaleString('en-US'),
      String(one.missing),
      String(one.surplus),
    ]),
  );
  const places = different.map(({ table: name, day }) => (day === null ? name : `${name} of ${day}`));
  if (places.length === 0) return `${table}\nthe lake is what its originals make`;
  return `${table}\n${verify ? 'differs' : 'made again'}: ${places.join(', ')}`;
}
