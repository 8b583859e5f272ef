import type { Context } from 'aws-lambda';
import { logger } from '../aws/logger.ts';
import { topicNotifier } from '../aws/notifier.ts';
import { readConfig } from '../config/config.ts';
import { openStore } from '../lake/open-store.ts';
import { readAssets } from '../report/assets.ts';
import { athena } from '../report/athena.ts';
import { noticeOfReport, publishReport } from '../report/publish.ts';

/** Time to write the page and to tell people of it. */
const LAST_MS = 30_000;

/** Makes the report by way of Athena, puts it into the lake, and tells people where it is. */
export async function handler(_event: unknown, context: Context) {
  logger.addContext(context);
  const { CODEX_LAKE_DATABASE: database = '', CODEX_LAKE_WORKGROUP: workGroup = '' } = process.env;
  const config = await readConfig({}, process.env, null);
  const signal = AbortSignal.timeout(context.getRemainingTimeInMillis() - LAST_MS);
  let bytesScanned = 0;
  const onScanned = (bytes: number) => {
    bytesScanned += bytes;
  };
  const ask = athena({ database, workGroup, signal, onScanned });
  const assets = await readAssets(process.env.LAMBDA_TASK_ROOT ?? '.');
  const published = await publishReport({
    ask,
    store: await openStore(config.lake, config),
    assets,
    now: new Date(),
  });
  await topicNotifier()(noticeOfReport(published, config.lake));
  logger.info('report published', { ...published, bytesScanned });
  return { ...published, bytesScanned };
}
