import type { Context } from 'aws-lambda';
import { openStore } from '../../src/lake/store/open-store.ts';
import { athenaQuery } from '../../src/query/athena-query.ts';
import { readAssets } from '../../src/report/assets.ts';
import { noticeOfReport, publishReport } from '../../src/report/publish.ts';
import { logger } from '../aws/logger.ts';
import { topicNotifier } from '../aws/notifier.ts';
import { keylessSettings } from '../aws/settings.ts';

const LAST_MS = 30_000; // to write the page and to tell people of it

/** Makes the report by way of Athena, puts it into the lake, and tells people where it is. */
export async function handler(_event: unknown, context: Context) {
  logger.addContext(context);
  const { CODEX_LAKE_DATABASE: database = '', CODEX_LAKE_WORKGROUP: workGroup = '' } = process.env;
  const config = await keylessSettings();
  const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - LAST_MS);
  const scanned: number[] = [];
  const ask = athenaQuery({ database, workGroup, signal, onScanned: (bytes) => scanned.push(bytes) });
  const assets = await readAssets(process.env.LAMBDA_TASK_ROOT ?? '.');
  const store = await openStore(config.lake, config);
  const published = await publishReport({ ask, store, assets, now: new Date() });
  await topicNotifier()(noticeOfReport(published, config.lake));
  const done = { ...published, bytesScanned: scanned.reduce((sum, bytes) => sum + bytes, 0) };
  logger.info('report published', done);
  return done;
}
