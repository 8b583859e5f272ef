import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Config } from '../config/config.ts';
import { deadlineAfter } from '../deadline/deadline.ts';
import { httpClient } from '../http/http-client.ts';
import { awsRequestHandler } from '../http/proxy.ts';
import { openStore } from '../lake/store/open-store.ts';
import { checkAddress } from './check-address.ts';
import { checkCatalog } from './check-catalog.ts';
import { checkClock } from './check-clock.ts';
import { checkEndpoints } from './check-endpoints.ts';
import { checkKeyAge } from './check-key-age.ts';
import { checkLake } from './check-lake.ts';
import { checkLogTypes } from './check-log-types.ts';
import { checkNetwork } from './check-network.ts';
import { checkQuery } from './check-query.ts';
import { checkQuotas } from './check-quotas.ts';
import { checkKeys, checkSettings } from './check-settings.ts';
import { checkWorkgroup } from './check-workgroup.ts';
import type { Deployed } from './deployed.ts';
import { type Finding, finding } from './finding.ts';
import type { Egress } from './function-egress.ts';

/** A broken connection is asked once more, and no wait is long: a person is looking on. */
const PATIENCE = { retries: 1, timeoutMs: 15_000 } as const;
const LONGEST_MS = 300_000;

/** Looks at everything a pull needs and, of a deployed lake, at what analysts need. Order is that of what rests on what. */
export async function examine(
  config: Config,
  deployed?: Deployed,
  limitDays?: number,
): Promise<readonly Finding[]> {
  const now = () => new Date();
  const http = httpClient({ ...PATIENCE, deadline: deadlineAfter(LONGEST_MS) });
  return [
    ...checkSettings(config),
    ...checkKeys(config, deployed?.stack),
    ...(await checkNetwork(process.env)),
    ...(await checkClock(config.apiBase, now)),
    ...(await checkEndpoints(config, http, now())),
    ...(await checkLogTypes(config, http, now())),
    ...(await checkAddresses(config, deployed)),
    ...(await finding('lake', 'check --lake', async () => checkLake(await openStore(config.lake, config)))),
    ...(deployed === undefined ? [] : await examineStack(deployed, limitDays, now())),
  ];
}

/** Where this machine and the functions of a stack connect from; what AWS does not tell of these is a finding of its own. */
async function checkAddresses(config: Config, deployed: Deployed | undefined): Promise<readonly Finding[]> {
  let functions: readonly Egress[] = [];
  const unread =
    deployed === undefined
      ? []
      : await finding(
          'address of functions',
          'let the profile read CloudFormation, Lambda, and route tables and NAT gateways of EC2',
          async () => {
            // The client of EC2 is larger than all else together: loaded only for who has deployed.
            const { EC2Client } = await import('@aws-sdk/client-ec2');
            const { functionEgress } = await import('./function-egress.ts');
            const settings = { requestHandler: awsRequestHandler() };
            const account = {
              cloudFormation: new CloudFormationClient(settings),
              lambda: new LambdaClient(settings),
              ec2: new EC2Client(settings),
            };
            functions = await functionEgress(account, deployed);
            return [];
          },
        );
  return [...unread, ...(await checkAddress(config, functions))];
}

/** Region, credentials and endpoints of AWS come from the environment. */
async function examineStack(
  deployed: Deployed,
  limitDays: number | undefined,
  now: Date,
): Promise<readonly Finding[]> {
  const athena = new AthenaClient({ requestHandler: awsRequestHandler() });
  return [
    ...(await checkCatalog(new GlueClient({ requestHandler: awsRequestHandler() }), deployed.database)),
    ...(await checkWorkgroup(athena, deployed.workgroup)),
    ...(await checkQuery(athena, deployed, now)),
    ...(await checkQuotas(new LambdaClient({ requestHandler: awsRequestHandler() }))),
    ...(await checkKeyAge(
      new SecretsManagerClient({ requestHandler: awsRequestHandler() }),
      deployed.stack,
      limitDays,
      now,
    )),
  ];
}
