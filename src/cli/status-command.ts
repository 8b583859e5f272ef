import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { streamsOf } from '../config/streams.ts';
import { type CoveredDay, coverageOf } from '../coverage/coverage.ts';
import { type Health, healthOf } from '../coverage/health.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { DamagedObject } from '../lake/store/object-store.ts';
import { joinStreams, knownStreams } from '../ledger/known-streams.ts';
import { type LogTypesOf, logTypesReader } from '../ledger/log-types.ts';
import { openLakeToReadAt } from '../ledger/open-lake.ts';
import type { Stream } from '../sources/stream.ts';
import { dayOf } from '../tables/utc-day.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { visible } from './escape-control-characters.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { heatMap } from './heat-map.ts';
import { note, printJson, printStyled, textTable } from './output.ts';
import { type UncollectedType, uncollectedTypes } from './uncollected-types.ts';

export function addStatusCommand(program: Command): void {
  withCommonOptions(program.command('status'))
    .description(
      'Coverage of every source by day, from the ledger: complete, pending (too young to be trusted), zero (upstream says nothing happened) or missing; how fresh it is, what is held, and how long upstream still has what is missing.\nExits with 3 when something is held, quarantined, missing or damaged.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ npx codex-lake status
  $ npx codex-lake status --json | jq '.sources[] | select(.daysUntilLost != null)'
  $ npx codex-lake status --json | jq '.sources[].unlandedUnits[].id'`,
    )
    .action(async (options: CommonOptions) => {
      process.exitCode = await status(options);
    });
}

/** A stream's health with its days; for lists a day is that of a pull. */
export interface StreamStatus extends Health {
  /** Over its days. */
  readonly rows: number;
  readonly rejects: number;
  readonly days: readonly CoveredDay[];
}

async function status(options: CommonOptions): Promise<ExitCode> {
  const config = await configOf(options);
  const now = new Date();
  let isDamaged = false;
  const tellDamage = (message: string) => {
    isDamaged = true;
    note(message);
  };
  const { sources, uncollectedLogTypes } = await statusOf(config, now, tellDamage);
  if (options.json)
    printJson({ lake: config.lake, sources: sources.map(withFormerNames), uncollectedLogTypes });
  else
    printStyled(
      sources.length === 0
        ? `nothing in ${config.lake} yet: \`codex-lake pull\` fills it, \`codex-lake demo\` shows it`
        : [statusText(sources, now), ...uncollectedLines(uncollectedLogTypes)].join('\n\n'),
    );
  return isWhole(sources) && !isDamaged ? EXIT.done : EXIT.incomplete;
}

/** With the names that scripts may still read: all that did not land was called held once. */
const withFormerNames = (status: StreamStatus) => ({
  ...status,
  heldUnits: status.unlandedUnits,
  days: status.days.map((day) => ({ ...day, held: day.notLanded })),
});

export interface LakeStatus {
  readonly sources: readonly StreamStatus[];
  /** As of the last time upstream was asked. */
  readonly uncollectedLogTypes: readonly UncollectedType[];
}

/** How the streams stand that are configured or that the lake has heard of; none in a lake nobody has pulled into. */
export async function statusOf(
  config: Config,
  now: Date,
  tellDamage: (message: string) => void = note,
): Promise<LakeStatus> {
  const lake = await openLakeToReadAt(config);
  try {
    const seen = await knownStreams(lake);
    if (seen.length === 0) return { sources: [], uncollectedLogTypes: [] };
    const sources: StreamStatus[] = [];
    const logTypesOf = logTypesReader(lake);
    for (const stream of joinStreams(streamsOf(config, []), seen)) {
      try {
        sources.push(await streamStatus(lake, stream, logTypesOf, now));
      } catch (error) {
        if (!(error instanceof DamagedObject)) throw error;
        // The others are told of all the same.
        tellDamage(`${stream.source.name}: ${error.message}`);
      }
    }
    return { sources, uncollectedLogTypes: await uncollectedTypes(logTypesOf, config, tellDamage) };
  } finally {
    await lake.close();
  }
}

async function streamStatus(
  lake: ReadableLake,
  stream: Stream,
  logTypesOf: LogTypesOf,
  now: Date,
): Promise<StreamStatus> {
  const days = await coverageOf(lake, stream, now);
  const sum = (of: 'rows' | 'rejects') => days.reduce((total, day) => total + day[of], 0);
  return {
    ...(await healthOf(lake, stream, days, logTypesOf, now)),
    rows: sum('rows'),
    rejects: sum('rejects'),
    days,
  };
}

function isWhole(sources: readonly StreamStatus[]): boolean {
  return sources.every(({ unlandedUnits, daysMissing }) => unlandedUnits.length + daysMissing === 0);
}

const MOST_HELD_SHOWN = 20;

/** What people see: figures a source, its days as a heat map, and what is held with what to do. */
export function statusText(sources: readonly StreamStatus[], now: Date): string {
  const table = textTable(
    ['source', 'rows', 'not landed', 'rejects', 'last heard (UTC)', 'missing', 'lost in'],
    sources.map(
      ({ source, isConfigured, rows, unlandedUnits, rejects, lastHeard, daysMissing, daysUntilLost }) => [
        source,
        rows.toLocaleString('en-US'),
        String(unlandedUnits.length),
        String(rejects),
        isConfigured ? (lastHeard?.slice(0, 16).replace('T', ' ') ?? 'never') : 'not configured',
        daysMissing === 0 ? '' : `${daysMissing} days`,
        daysUntilLost === null ? '' : `${daysUntilLost} days`,
      ],
    ),
  );
  const map = heatMap(
    sources.map(({ source, days }) => ({ name: source, days })),
    dayOf(now),
    process.stdout.columns === undefined ? {} : { width: process.stdout.columns },
  );
  return [table, map, ...heldLines(sources), ...lostLines(sources), ...freshLines(sources)].join('\n\n');
}

function heldLines(sources: readonly StreamStatus[]): string[] {
  const units = sources.flatMap(({ unlandedUnits }) => unlandedUnits);
  if (units.length === 0) return [];
  const lines = units
    .slice(0, MOST_HELD_SHOWN)
    .map(({ id, state, reason }) => `  ${state}  ${visible(id)}  ${visible(reason)}`);
  const more =
    units.length > lines.length ? [`  and ${units.length - lines.length} more: --json has all`] : [];
  return [
    [
      'Not let into the tables (`codex-lake redrive ID` reads a quarantined one again, `codex-lake accept ID` takes a held one as it is):',
      ...lines,
      ...more,
    ].join('\n'),
  ];
}

/** Logs of which upstream has later events than the lake. */
function freshLines(sources: readonly StreamStatus[]): string[] {
  const minute = (iso: string | null) => iso?.slice(0, 16).replace('T', ' ') ?? 'none';
  const behind = sources.flatMap(({ source, latestEvent, latestUpstreamEvent: upstream }) =>
    upstream !== null && (latestEvent === null || Date.parse(latestEvent) < Date.parse(upstream))
      ? [`  ${source}: ${minute(latestEvent)} here, ${minute(upstream)} upstream`]
      : [],
  );
  return behind.length === 0
    ? []
    : [
        `Latest events (UTC) where upstream had later ones when it was last asked; that it has none proves no completeness\n${behind.join('\n')}`,
      ];
}

function uncollectedLines(types: readonly UncollectedType[]): string[] {
  return types.length === 0
    ? []
    : [
        `Log types the key could list that nobody collects; logTypes (of an organization organizationLogTypes) takes one\n${types
          .map(({ scopeId, logType }) => `  ${logType} of ${scopeId}`)
          .join('\n')}`,
      ];
}

function lostLines(sources: readonly StreamStatus[]): string[] {
  const lost = sources.flatMap(({ source, days }) => {
    const gone = days.filter(({ state, daysLeft }) => state === 'missing' && daysLeft === 0);
    return gone.length === 0 ? [] : [`  ${source}: ${gone.map(({ day }) => day).join(', ')}`];
  });
  return lost.length === 0
    ? []
    : [`Lost: upstream forgot these days before they were here\n${lost.join('\n')}`];
}
