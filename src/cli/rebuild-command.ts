import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import type { Damage } from '../coverage/damage/audit-objects.ts';
import { openLakeAt } from '../ledger/open-lake.ts';
import { assessAnew } from '../repair/assess-anew.ts';
import { checkObjects } from '../repair/check-objects.ts';
import { planRebuild } from '../repair/rebuild.ts';
import { rebuildItems } from '../repair/rebuild-items.ts';
import { rebuildLedger } from '../repair/rebuild-ledger.ts';
import type { Rebuilt } from '../repair/rebuilt.ts';
import { SOURCES } from '../sources/sources.ts';
import { complianceEvent } from '../tables/compliance-log.ts';
import { daysOfKey, UNDATED } from '../tables/layout.ts';
import { withContent } from '../tables/record.ts';
import type { DayRange } from '../tables/spans.ts';
import { JOURNALED } from '../tables/system-tables.ts';
import { tableOfKey } from '../tables/tables.ts';
import { addDays } from '../tables/utc-day.ts';
import { type CommonOptions, configOf, dayOption, withCommonOptions } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { note, print, printJson, textTable } from './output.ts';
import { streamsOfLake } from './streams-of-lake.ts';

/** Each takes an engine of its own, of up to 700 MB. */
const CORES = Math.min(availableParallelism(), 4);

interface RebuildOptions extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly verify?: boolean;
  readonly outdated?: boolean;
  readonly allowFewer?: boolean;
}

/** Tables that are made of originals; that of people's words only in a lake that keeps them. */
function tablesOf({ content }: Config): Set<string> {
  const records = [...SOURCES.map(({ record }) => record), complianceEvent];
  const made = records.map((record) => (content === 'keep' ? withContent(record) : record));
  return new Set(made.flatMap(({ tables }) => tables.map(({ name }) => name)));
}

export function addRebuildCommand(program: Command): void {
  withCommonOptions(program.command('rebuild'))
    .description(
      'Makes tables again from the originals in raw/ alone, and writes where the lake differs from that: after a column was added, or when in doubt. With --verify nothing is written. It never writes fewer rows than are there unless --allow-fewer says so. It can be stopped and run again: what is done is done.\nWith --verify it also reads every byte of those objects and holds them to their checksums. What is damaged is named and left as it is, and its neighbours are done.\nExits with 3 when --verify finds a difference, when something is damaged, or when something was not written.',
    )
    .argument('[table...]', 'only these tables')
    .option('--since <day>', 'from this UTC day; lists, which have no days, are left out', dayOption)
    .option('--until <day>', 'until before this UTC day', dayOption)
    .option('--verify', 'compare, and change nothing')
    .option('--outdated', 'only what older rules made: after an upgrade that says so in its changelog')
    .option('--allow-fewer', 'write also where fewer rows come of the originals than are there')
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake rebuild --verify
  $ npx codex-lake rebuild --outdated
  $ npx codex-lake rebuild codex_log --since 2026-10-01 --until 2026-11-01`,
    )
    .action(async (tables: string[], options: RebuildOptions) => {
      process.exitCode = await rebuild(tables, options);
    });
}

async function rebuild(tables: readonly string[], options: RebuildOptions): Promise<ExitCode> {
  const config = await configOf(options);
  const made = tablesOf(config);
  for (const { name } of JOURNALED) made.add(name);
  const unknown = tables.filter((name) => !made.has(name));
  if (unknown.length > 0) {
    note(`table ${unknown.join(', ')}: not made of originals; allowed are ${[...made].join(', ')}`);
    return EXIT.wrongUsage;
  }
  const verify = options.verify === true;
  const lake = await openLakeAt(config);
  const lakes = [lake];
  try {
    const streams = await streamsOfLake(config, lake);
    const { since, until, outdated, allowFewer } = options;
    // First, as all else is found by it.
    const ledger = outdated ? [] : await rebuildLedger(lake, { verify, isAsked: isAskedOf(tables, options) });
    if (!verify && ledger.some(({ missing }) => missing > 0)) await assessAnew(lake, streams, new Date());
    const ofOriginals = tables.filter((name) => !JOURNALED.some((table) => table.name === name));
    const items =
      tables.length > 0 && ofOriginals.length === 0
        ? []
        : await planRebuild(lake, streams, { tables: ofOriginals, since, until, outdated });
    const mode = { verify, allowFewer: allowFewer === true };
    while (lakes.length < Math.min(CORES, items.length)) lakes.push(await openLakeAt(config));
    const done = await rebuildItems(lakes, items, mode, (count) => {
      if (count % 50 === 0) note(`${count}/${items.length} days and lists`);
    });
    const damaged = new Map(done.damaged);
    if (verify)
      for (const one of await checkObjects(lake, { tables, since, until, besides: done.read }))
        damaged.set(one.key, one);
    const found = [...ledger, ...done.rebuilt];
    const different = found.filter(({ missing, surplus }) => missing + surplus > 0);
    if (options.json)
      printJson({
        lake: config.lake,
        verify,
        items: items.length,
        tables: sums(found),
        different,
        damaged: [...damaged.values()],
      });
    else print(textOf(found, different, [...damaged.values()], verify));
    if (damaged.size > 0) return EXIT.incomplete;
    const isWhole = verify ? different.length === 0 : found.every(({ withheld }) => withheld === undefined);
    return isWhole ? EXIT.done : EXIT.incomplete;
  } finally {
    for (const one of lakes) await one.close();
  }
}

/** Whether an object of the ledger is of the tables and days asked for. */
function isAskedOf(tables: readonly string[], { since = UNDATED, until = '9999-01-01' }: RebuildOptions) {
  return (key: string) => {
    const table = tableOfKey(key);
    const days = daysOfKey(key, table);
    const isOfTables = tables.length === 0 || tables.includes(table?.name ?? '');
    return isOfTables && (days === undefined || (days.until > since && days.since < until));
  };
}

/** A day, or the first and the last one. */
function daysText({ since, until }: DayRange): string {
  const last = addDays(until, -1);
  return since === last ? since : `${since} to ${last}`;
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

function textOf(
  found: readonly Rebuilt[],
  different: readonly Rebuilt[],
  objects: readonly Damage[],
  verify: boolean,
): string {
  const table = textTable(
    ['table', 'rows', 'missing', 'surplus'],
    sums(found).map((one) => [
      one.table,
      one.rows.toLocaleString('en-US'),
      String(one.missing),
      String(one.surplus),
    ]),
  );
  const placesOf = (of: readonly Rebuilt[]) =>
    of.map(({ table: name, days }) => (days === null ? name : `${name} of ${daysText(days)}`)).join(', ');
  const outdated = different.filter(({ isOutdated }) => isOutdated);
  const damaged = different.filter(({ isOutdated, withheld }) => !isOutdated && withheld === undefined);
  const withheld = found.filter((one) => one.withheld !== undefined);
  const lines = [
    ...(damaged.length > 0 ? [`${verify ? 'differs' : 'made again'}: ${placesOf(damaged)}`] : []),
    ...(outdated.length > 0
      ? [`made by older rules${verify ? '' : ", now by today's"}: ${placesOf(outdated)}`]
      : []),
    ...objects.map(({ key, problem, remedy }) => `damaged: ${key}: ${problem}; ${remedy}`),
    ...withheld.map((one) => `not written: ${placesOf([one])}: ${one.withheld}`),
  ];
  return [table, ...(lines.length === 0 ? ['the lake is what its originals make'] : lines)].join('\n');
}
