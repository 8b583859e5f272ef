import { randomUUID } from 'node:crypto';
import type { Deadline } from '../http/deadline.ts';
import { httpClient } from '../http/http-client.ts';
import { openLakeAt, type Place } from '../lake/open-lake.ts';
import type { Upstream } from '../sources/source.ts';
import { THRESHOLDS } from './hold-policy.ts';
import { pull, type StreamResult } from './pull.ts';
import type { ProgressEvent, Run, Stream } from './run.ts';

/** Where a pull reads and writes. */
interface PullPlace extends Place, Upstream {
  readonly collapseShare?: number;
  readonly restatementShare?: number;
}

interface PullOrder {
  readonly now: () => Date;
  readonly deadline: Deadline;
  readonly report?: (event: ProgressEvent) => void;
  readonly full?: Run['full'];
  readonly since?: Run['since'];
  readonly until?: Run['until'];
}

/** One reconciliation of the streams, the same from the command line and on a schedule: opens the lake, pulls, and closes it. */
export async function runPull(
  place: PullPlace,
  streams: readonly Stream[],
  { report = () => {}, ...order }: PullOrder,
): Promise<StreamResult[]> {
  const lake = await openLakeAt(place);
  try {
    const http = httpClient({
      deadline: order.deadline,
      onWait: (why) => report({ is: 'waiting', why }),
    });
    const thresholds = {
      collapse: place.collapseShare ?? THRESHOLDS.collapse,
      restatement: place.restatementShare ?? THRESHOLDS.restatement,
    };
    return await pull(
      { id: randomUUID(), lake, http, upstream: place, report, thresholds, ...order },
      streams,
    );
  } finally {
    await lake.close();
  }
}
