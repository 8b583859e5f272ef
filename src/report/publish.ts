import type { ObjectStore } from '../lake/store/object-store.ts';
import { overwrite } from '../lake/store/overwrite.ts';
import type { Query } from '../query/query.ts';
import type { Assets } from './assets.ts';
import { renderReport } from './render.ts';
import { reportData } from './report-data.ts';

interface Publication {
  readonly ask: Query;
  readonly store: ObjectStore;
  readonly assets: Assets;
  readonly now: Date;
}

/** Where a report was put, and how it is told of. */
export interface Published {
  /** Key of this day's page in the lake; `report/index.html` is the same page. */
  readonly key: string;
  readonly bytes: number;
  /** When a collector last finished, ISO 8601; null in an empty lake. */
  readonly asOf: string | null;
}

/** Makes the page and puts it into the lake twice: under its day, to be kept, and as the latest. */
export async function publishReport({ ask, store, assets, now }: Publication): Promise<Published> {
  const data = await reportData(ask, now);
  const page = Buffer.from(renderReport(data, assets));
  const key = `report/${now.toISOString().slice(0, 10)}.html`;
  for (const where of [key, 'report/index.html']) {
    await overwrite(store, where, page);
  }
  return { key, bytes: page.length, asOf: data.asOf };
}

/** Tells people that a report is there and where. */
export function noticeOfReport(
  { key, asOf }: Published,
  location: string,
): { subject: string; text: string } {
  return {
    subject: `Codex report of ${key.slice('report/'.length, -'.html'.length)}`,
    text: `The report is at ${location}/${key}, and as the latest at ${location}/report/index.html.\nIts figures are as of ${asOf ?? 'no time: the lake is empty'}.\nFetch it with: aws s3 cp ${location}/${key} report.html`,
  };
}
