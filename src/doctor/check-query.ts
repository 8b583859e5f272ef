import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { addDays, dayOf } from '../tables/utc-day.ts';
import { type Finding, finding, ok, problem, warning } from './finding.ts';

const LONGEST_MS = 60_000;
const WAIT_MS = 500;

/** Asks Athena how many runs the lake had in the last week: catalog, permissions, keys and results at once. */
export function checkQuery(
  athena: AthenaClient,
  { database, workgroup }: { readonly database: string; readonly workgroup: string },
  now: Date,
): Promise<readonly Finding[]> {
  const check = 'athena';
  const todo =
    'attach the analyst policy of the stack (output AnalystPolicyArn) to who asks, and look into the Athena console';
  return finding(check, todo, async () => {
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: `SELECT count(*) AS runs FROM runs WHERE dt >= '${addDays(dayOf(now), -7)}'`,
        WorkGroup: workgroup,
        QueryExecutionContext: { Database: database },
      }),
    );
    for (const end = Date.now() + LONGEST_MS; ; await sleep(WAIT_MS)) {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State, StateChangeReason } = QueryExecution?.Status ?? {};
      if (State === 'SUCCEEDED') break;
      if (State === 'FAILED' || State === 'CANCELLED')
        return problem(check, StateChangeReason ?? `the query ended as ${State}`, todo);
      if (Date.now() > end) return warning(check, 'no answer within a minute', 'try again later');
    }
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    const runs = Number(ResultSet?.Rows?.[1]?.Data?.[0]?.VarCharValue);
    if (runs > 0) return ok(check, `answers: ${runs} runs in the last week`);
    return warning(
      check,
      'answers, but no run is known of the last week',
      'set the keys (codex-lake keys set), wait for the first schedules, then look at the dashboard and the alarms',
    );
  });
}
