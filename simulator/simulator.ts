import { Account } from './account/account.ts';
import type { Served } from './account/served.ts';
import { Aws } from './aws/aws.ts';
import { Changes, type ListChange } from './changes.ts';
import { createCompany } from './company/company.ts';
import { TaskBoard } from './company/tasks.ts';
import type { FaultName } from './faults.ts';
import { GitHub } from './github/github.ts';
import { MovedTasks } from './inventory/moved-tasks.ts';
import { downloadRoute } from './logs/download-route.ts';
import { LogArchive } from './logs/log-archive.ts';
import { RangeHistories } from './ranges/range-histories.ts';
import { allowlistsRoute } from './server/allowlists-route.ts';
import { ApiServer } from './server/api-server.ts';
import { CONTROL_PATH, controlRoute } from './server/control-routes.ts';
import { Interference } from './server/interference.ts';
import { listen } from './server/listen.ts';
import { RateLimit } from './server/rate-limit.ts';
import type { World } from './server/world.ts';
import { CONTENT_CANARY, ENV_VAR_CANARY } from './text/canary.ts';

export interface SimulatorOptions {
  /** @default 'codex-lake' */
  readonly seed?: string;
  /** @default 250 */
  readonly people?: number;
  /** The simulated moment; it stands still until moved. @default the real one at the start */
  readonly now?: Date;
  /** @default none */
  readonly faults?: readonly FaultName[];
  /** Enforce the published rate limits. @default false */
  readonly rateLimits?: boolean;
  /** What counts as the minute of those limits. @default 60 */
  readonly rateWindowSeconds?: number;
  /** Port of the API; downloads get one of their own. @default any free one */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
}

/** What must never be seen downstream (keys, contents) or only where it belongs (e-mails). */
interface Secrets {
  readonly emails: readonly string[];
  readonly contentCanary: string;
  readonly envVarCanary: string;
  readonly keys: readonly string[];
}

export interface Simulator {
  /** Stands in for `https://api.chatgpt.com/v1`. */
  readonly apiBase: string;
  /** Stands in for `https://openai.com`. */
  readonly rangesBase: string;
  readonly analyticsKey: string;
  readonly complianceKey: string;
  readonly workspaceId: string;
  readonly organizationId: string;
  /** Stands in for `https://api.github.com/graphql`. */
  readonly githubApi: string;
  /** Endpoint of WAFv2 and EC2, for the AWS SDK. */
  readonly awsEndpoint: string;
  /** Answers with the address requests come from, as `https://checkip.amazonaws.com` does. */
  readonly addressUrl: string;
  readonly github: GitHub;
  readonly aws: Aws;
  /** What was changed in the allowlists of GitHub and AWS, in order. */
  readonly listChanges: readonly ListChange[];
  readonly secrets: Secrets;
  readonly served: Served;
  /** Route name to number of requests; `download` is the signed ones, `delete` must stay absent. */
  readonly requests: ReadonlyMap<string, number>;
  setNow(now: Date): void;
  setFaults(faults: readonly FaultName[]): void;
  close(): Promise<void>;
}

/** Starts an invented company's upstream on loopback. The same seed, people and clock give the same bytes. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 'codex-lake', people = 250, host = '127.0.0.1', port = 0 } = options;
  const company = createCompany({ seed, people });
  let now = (options.now ?? new Date()).getTime();
  let faults: ReadonlySet<FaultName> = new Set(options.faults);
  const has = (fault: FaultName) => faults.has(fault);
  const counts = new Map<string, number>();
  const firsts = new Map<string, number>();
  const requests = new Map<string, number>();
  let downloadBase = '';

  const world: World = {
    company,
    now: () => now,
    has,
    account: new Account(people),
    logs: new LogArchive(company, has),
    tasks: new TaskBoard(company),
    moved: new MovedTasks(),
    ranges: new RangeHistories(company.hash),
    count: (what) => {
      const times = (counts.get(what) ?? 0) + 1;
      counts.set(what, times);
      return times;
    },
    firstSeen: (what, number) => {
      const first = firsts.get(what) ?? number;
      firsts.set(what, first);
      return first;
    },
    downloadBase: () => downloadBase,
  };
  const startedMs = performance.now();
  const changes = new Changes(() => now);
  const limited = {
    clock: { now: () => now, elapsing: () => now + performance.now() - startedMs },
    changes,
    has,
    rateLimits: options.rateLimits === true,
  };
  const github = new GitHub(limited);
  const aws = new Aws(limited);
  const control = {
    allowlists: { github, aws, changes: changes.all },
    summary: () => world.account.summary(),
    setNow: (moment: Date) => {
      now = moment.getTime();
    },
    setFaults: (names: readonly FaultName[]) => {
      faults = new Set(names);
      world.logs.forget();
    },
  };

  const downloads = await listen(host, 0, (request) => {
    requests.set('download', (requests.get('download') ?? 0) + 1);
    return downloadRoute(new URL(request.url ?? '/', downloadBase), request.headers.authorization, world);
  });
  downloadBase = downloads.origin;
  const rateLimit = options.rateLimits ? new RateLimit(options.rateWindowSeconds ?? 60) : null;
  const api = new ApiServer(world, new Interference(has), rateLimit, requests);
  const upstream = await listen(host, port, (request) =>
    request.url?.startsWith(CONTROL_PATH)
      ? controlRoute(request, control)
      : (allowlistsRoute(request, control.allowlists, requests) ?? api.answer(request)),
  );

  return {
    apiBase: `${upstream.origin}/v1`,
    rangesBase: upstream.origin,
    analyticsKey: company.analyticsKey,
    complianceKey: company.complianceKey,
    workspaceId: company.workspaceId,
    organizationId: company.organizationId,
    githubApi: `${upstream.origin}/graphql`,
    awsEndpoint: `${upstream.origin}/aws`,
    addressUrl: `${upstream.origin}/address`,
    github,
    aws,
    listChanges: changes.all,
    secrets: {
      emails: company.people.map((person) => person.email),
      contentCanary: CONTENT_CANARY,
      envVarCanary: ENV_VAR_CANARY,
      keys: [company.analyticsKey, company.complianceKey, github.token, github.weakToken],
    },
    served: world.account,
    requests,
    setNow: control.setNow,
    setFaults: control.setFaults,
    close: async () => {
      await Promise.all([upstream.close(), downloads.close()]);
    },
  };
}
