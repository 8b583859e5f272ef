import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { SOURCES } from '../src/sources/sources.ts';
import { startAthenaFront } from './athena-front.ts';
import { createLists, type Lists } from './lists.ts';
import { startMiniStack } from './mini-stack.ts';
import { type Ended, type as typed } from './terminal.ts';
import { setAside } from './unknown-types.ts';

export const STACK = 'CodexLakeTest';
export const SECONDS = 1000;

interface More {
  readonly input?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** What an operator has before deploying: an account, upstream, lists of addresses, and the one configuration, all on this machine. */
export interface LocalAccount {
  /** For what the test makes; gone in the end. */
  readonly folder: string;
  readonly simulator: Simulator;
  readonly lists: Lists;
  /** The template as it was made, before anything was set aside. */
  readonly template: string;
  /** Synthesizes, and sets aside what the local CloudFormation does not know; gives back how to make that. */
  synthesize(): Promise<() => Promise<void>>;
  /** `cdk`, on what was synthesized. */
  cdk(...given: string[]): Promise<Ended>;
  /** `codex-lake`, in this account; `input` is typed into it. */
  codexLake(given: readonly string[], more?: More): Promise<Ended>;
  /** A command that came with the local AWS. */
  run(tool: string, ...given: string[]): Promise<Ended>;
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
  const lists = await createLists();
  const settings = join(folder, 'settings.json');
  await writeFile(settings, JSON.stringify(settingsFor(simulator, lists)));

  const assembly = join(folder, 'cdk.out');
  const template = join(folder, 'as-synthesized.json');
  const all = opened.move();
  return {
    folder,
    simulator,
    lists,
    template,
    async synthesize() {
      const made = await typed(
        ['npx', 'cdk', 'synth', '--quiet', '-c', `config=${settings}`, '--output', assembly],
        aws.environment,
      );
      if (made.code !== 0) throw new Error(`cdk synth: ${made.output}`);
      const deployed = join(assembly, `${STACK}.template.json`);
      await copyFile(deployed, template);
      const { types, make } = await setAside(deployed);
      console.log(`made through their own APIs: ${types.join(', ') || 'nothing'}`);
      return make;
    },
    cdk: (...given) => typed(['npx', 'cdk', ...given, '--app', assembly], aws.environment),
    codexLake: (given, { input, variables } = {}) =>
      typed([process.execPath, 'bin/codex-lake.ts', ...given], { ...aws.environment, ...variables }, input),
    run: (tool, ...given) => typed([aws.tool(tool), ...given], {}),
    async lastWords() {
      const lines = (await readFile(log, 'utf8')).split('\n');
      const errors = lines.filter((line) => /error|exception|traceback/i.test(line));
      return [
        'the local AWS, its last errors:',
        ...errors.slice(-20),
        'and lines:',
        ...lines.slice(-20),
      ].join('\n');
    },
    close: () => all.disposeAsync(),
  };
}

/** Everything on, every minute, against the simulator. */
function settingsFor(simulator: Simulator, lists: Lists): object {
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
