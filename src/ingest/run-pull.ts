import { randomUUID } from 'node:crypto';
import type { Deadline } from '../deadline/deadline.ts';
import { httpClient } from '../http/http-client.ts';
import { PAGE_LIMITS } from '../http/page-guard.ts';
import { type LakeLocation, openLakeAt } from '../ledger/open-lake.ts';
import type { Upstream } from '../sources/source.ts';
import type { Stream } from '../sources/stream.ts';
import { HOLD_POLICY } from './hold-policy.ts';
import { surveyLogTypes } from './logs/survey-types.ts';
import { pull, type StreamResult } from './pull.ts';
import type { ProgressEvent, Run } from './run.ts';

/** The settings of a pull: where it reads and writes, and what it takes as it comes. */
export interface PullSettings extends LakeLocation, Upstream {
  readonly collapseShare?: number;
  readonly restatementShare?: number;
  readonly maxPages?: number;
  readonly maxListMB?: number;
}

export interface PullOptions {
  readonly now: () => Date;
  readonly deadline: Deadline;
  readonly report?: (event: ProgressEvent) => void;
  readonly full?: Run['full'];
  readonly since?: Run['since'];
  readonly until?: Run['until'];
  /** All streams the settings have. @default none, and upstream is not asked about other log types or its latest events */
  readonly collected?: readonly Stream[];
}

/** Nothing waits for long on what is asked besides a pull. */
const SURVEY_PATIENCE = { retries: 1, timeoutMs: 15_000 } as const;

/** What a run is made of, of an open lake. */
export function runOf(
  lake: Run['lake'],
  settings: PullSettings,
  { report = () => {}, collected: _, ...order }: PullOptions,
): Run {
  const refusedKeys = new Set<string>();
  const http = httpClient({
    deadline: order.deadline,
    onWait: (why) => report({ is: 'waiting', why }),
    onKeyRefused: (key) => refusedKeys.add(key),
  });
  const { maxPages = PAGE_LIMITS.maxPages, maxListMB } = settings;
  const maxBytes = maxListMB === undefined ? PAGE_LIMITS.maxBytes : maxListMB * 1024 * 1024;
  const holdPolicy = {
    collapseShare: settings.collapseShare ?? HOLD_POLICY.collapseShare,
    restatementShare: settings.restatementShare ?? HOLD_POLICY.restatementShare,
  };
  const upstream = { ...settings, pageLimits: { maxPages, maxBytes } };
  return { id: randomUUID(), lake, http, upstream, report, holdPolicy, refusedKeys, ...order };
}

/** One reconciliation of the streams, the same from the command line and on a schedule: opens the lake, pulls, and closes it. */
export async function runPull(
  settings: PullSettings,
  streams: readonly Stream[],
  order: PullOptions,
): Promise<StreamResult[]> {
  const lake = await openLakeAt(settings, order.deadline);
  try {
    return await runPullOn(lake, settings, streams, order);
  } finally {
    await lake.close();
  }
}

/** The same on a lake that is open already. */
export async function runPullOn(
  lake: Run['lake'],
  settings: PullSettings,
  streams: readonly Stream[],
  order: PullOptions,
): Promise<StreamResult[]> {
  const run = runOf(lake, settings, order);
  const results = await pull(run, streams);
  const { collected, deadline } = order;
  if (collected !== undefined) {
    const http = httpClient({ ...SURVEY_PATIENCE, deadline });
    await surveyLogTypes(run, { http, collected, results });
  }
  return results;
}
