import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { SOURCES } from '../src/sources/sources.ts';
import { type Clone, freshClone } from '../test/docs/fresh-clone.ts';
import { startAthenaFront } from './athena-front.ts';
import { createLists, type Lists } from './lists.ts';
import { startMiniStack } from './mini-stack.ts';
import { type Ended, type as typed } from './terminal.ts';

/** As the pages have it. */
export const STACK = 'CodexLake';
export const SECONDS = 1000;
const SET_ASIDE = join(import.meta.dirname, 'set-aside.ts');

/** A call that was held against policies, as `record-calls.py` writes it. */
const RecordedCall = z.object({
  /** ARN of who called: the account's owner, or a role that was assumed. */
  principal: z.string(),
  action: z.string(),
  resource: z.string(),
  region: z.string(),
  allowed: z.boolean(),
  context: z.record(z.string(), z.string()),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

const Example = z.looseObject({ deployment: z.looseObject({}) });

interface More {
  readonly input?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A clone from which an account is deployed to. */
export interface Installation {
  /** Puts the settings of this account into the file the page told to make; what the example says besides stays. */
  fillIn(more?: object): Promise<void>;
  /** Runs what a page tells, in the clone and in this account; `input` is typed when it asks, and questions of the CDK are agreed to. */
  shell(commands: string, more?: More): ReturnType<Clone['shell']>;
  /** A file of what was synthesized last. */
  synthesized(name: string): string;
  /** `codex-lake`, in this account; `input` is typed into it. */
  codexLake(given: readonly string[], more?: More): Promise<Ended>;
}

/** What an operator has before deploying: an account, upstream, lists of addresses, and the one configuration, all on this machine. */
export interface LocalAccount extends Installation {
  /** For what the test makes; gone in the end. */
  readonly folder: string;
  readonly simulator: Simulator;
  readonly lists: Lists;
  /** Has the account deployed to from another clone too. */
  install(clone: Clone): Promise<Installation>;
  /** A command that came with the local AWS. */
  run(tool: string, ...given: string[]): Promise<Ended>;
  /** Every call the local AWS decided on so far. */
  calls(): Promise<RecordedCall[]>;
  /** The last the local AWS and its functions said, errors first. */
  lastWords(): Promise<string>;
  close(): Promise<void>;
}

export async function openLocalAccount(): Promise<LocalAccount> {
  // Nothing stays behind where something cannot be started.
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'codex-lake-e2e-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const log = join(folder, 'aws.log');
  const front = await startAthenaFront(() => aws.endpoint);
  opened.defer(() => front.close());
  const aws = await startMiniStack(log, { AWS_ENDPOINT_URL_ATHENA: front.endpoint });
  opened.defer(() => aws.stop());
  Object.assign(process.env, aws.environment);
  const simulator = await startSimulator({ people: 4 });
  opened.defer(() => simulator.close());
  const lists = await createLists('codex-egress');
  const clone = await freshClone();
  opened.defer(() => clone.remove());
  const install = (into: Clone) => installed(into, aws.environment, () => settingsFor(simulator, lists));
  const readCalls = async () =>
    (await readFile(aws.calls, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => RecordedCall.parse(JSON.parse(line)));
  const all = opened.move();
  return {
    folder,
    simulator,
    lists,
    install,
    ...(await install(clone)),
    run: (tool, ...given) => typed([aws.tool(tool), ...given], {}),
    calls: readCalls,
    async lastWords() {
      const lines = (await readFile(log, 'utf8')).split('\n');
      const errors = lines.filter((line) => /error|exception|traceback/i.test(line));
      const denied = (await readCalls()).filter(({ allowed }) => !allowed);
      return [
        'calls that were not allowed:',
        ...denied.slice(-20).map((call) => JSON.stringify(call)),
        'the local AWS, its last errors:',
        ...errors.slice(-20),
        'and lines:',
        ...lines.slice(-20),
      ].join('\n');
    },
    close: () => all.disposeAsync(),
  };
}

async function installed(
  clone: Clone,
  environment: Readonly<Record<string, string>>,
  settingsOf: () => ReturnType<typeof settingsFor>,
): Promise<Installation> {
  const settings = join(clone.folder, 'codex-lake.json');
  // The clone's own, but for what the local AWS lacks.
  const cdkJson = join(clone.folder, 'cdk.json');
  const { app, ...cdk } = z
    .looseObject({ app: z.string() })
    .parse(JSON.parse(await readFile(cdkJson, 'utf8')));
  await unlink(cdkJson);
  await writeFile(cdkJson, JSON.stringify({ ...cdk, app: `${app} && node ${SET_ASIDE}` }));
  return {
    async fillIn(more = {}) {
      const example = Example.parse(JSON.parse(await readFile(settings, 'utf8')));
      const own = settingsOf();
      const deployment = { ...example.deployment, ...own.deployment, ...more };
      await writeFile(settings, JSON.stringify({ ...example, ...own, deployment }));
    },
    shell: (commands, { input, variables } = {}) =>
      clone.shell(commands, { ...environment, CDK_REQUIRE_APPROVAL: 'never', ...variables }, input),
    synthesized: (name) => join(clone.folder, 'cdk.out', name),
    codexLake: (given, { input, variables } = {}) =>
      typed(
        [process.execPath, 'bin/codex-lake.ts', ...given],
        { ...environment, ...variables },
        { input, cwd: clone.folder },
      ),
  };
}

/** Everything on, every minute, against the simulator. */
function settingsFor(simulator: Simulator, lists: Lists) {
  return {
    workspaces: [simulator.workspaceId],
    organizations: [simulator.organizationId],
    apiBase: simulator.apiBase,
    rangesBase: simulator.rangesBase,
    paced: false,
    githubApi: simulator.githubApi,
    addressUrl: simulator.addressUrl,
    allowlist: {
      apply: true,
      feedHosts: ['127.0.0.1'],
      targets: [
        { kind: 'files' },
        { kind: 'waf', ipv4: lists.ipSet },
        { kind: 'prefix-list', ipv4: lists.prefixLists },
        {
          kind: 'github',
          organization: simulator.github.organization.name,
          batch: 20,
          perMinute: 10_000,
          perHour: 100_000,
          propagationSeconds: 0,
        },
      ],
    },
    deployment: {
      auditSchedule: 'rate(1 minute)',
      allowlistSchedule: 'rate(1 minute)',
      stackName: STACK,
      // Functions run on this machine, so their layer has to be for its processor.
      architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
      flexibleMinutes: 0,
      schedules: Object.fromEntries(SOURCES.map(({ name }) => [name, 'rate(1 minute)'])),
    },
  };
}

/** Waits for what the schedules bring about; `until` tells whether it is there. */
export async function eventually(what: string, until: () => Promise<boolean>, seconds = 240): Promise<void> {
  const end = Date.now() + seconds * SECONDS;
  while (!(await until())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(2 * SECONDS);
  }
}
