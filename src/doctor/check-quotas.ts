import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Finding, finding, ok, warning } from './finding.ts';

/** Collectors, audit, watcher and report at once, with as many again for what else the account runs. */
const ENOUGH_AT_ONCE = 20;

/** Whether the account may run as many functions at once as the schedules may start. New accounts may run 10. */
export function checkQuotas(lambda: LambdaClient): Promise<readonly Finding[]> {
  const check = 'quota: functions at once';
  return finding(check, 'let the profile call lambda:GetAccountSettings', async () => {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    if (limit >= ENOUGH_AT_ONCE) return ok(check, `the account may run ${limit}`);
    return warning(
      check,
      `the account may run ${limit}; runs wait for each other and some may be given up`,
      'ask Service Quotas for more "Concurrent executions" of Lambda; it costs nothing',
    );
  });
}
