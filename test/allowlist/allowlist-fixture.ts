import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { vi } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { type Adoptable, adoptEntries } from '../../src/allowlist/adopt.ts';
import type { Clock } from '../../src/allowlist/clock.ts';
import { AllowlistSettings } from '../../src/allowlist/settings.ts';
import { type SyncResult, syncAllowlists } from '../../src/allowlist/sync.ts';
import type { SyncContext } from '../../src/allowlist/sync-context.ts';
import type { TargetProgress } from '../../src/allowlist/target.ts';
import { OutOfTimeError } from '../../src/deadline/errors.ts';
import { httpClient } from '../../src/http/http-client.ts';
import { type Lake, openLake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { withFolder } from '../harness/pull-fixture.ts';

const NOW = new Date('2026-11-20T09:30:00Z');

/** A clock that moves when somebody waits, and the simulator's with it. */
interface TestClock extends Clock {
  waited: number;
  /** Milliseconds the run may still wait. */
  budgetMs: number;
  forward(ms: number): void;
}

export interface LakeFixture {
  readonly simulator: Simulator;
  readonly lake: Lake;
  readonly store: ObjectStore;
  readonly clock: TestClock;
  readonly progress: { readonly target: string; readonly progress: TargetProgress }[];
  sync(order?: Order): Promise<SyncResult>;
  /** Finds, and in mode `apply` puts on record, what carries our label. */
  adopt(order?: Order): Promise<readonly Adoptable[]>;
}

interface Order {
  readonly mode?: SyncContext['mode'];
  readonly accept?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly token?: string;
  readonly previousToken?: string;
  /** Where GitHub and AWS are reached, when not directly. */
  readonly origin?: string;
  /** Where another AWS than the simulator's is reached. */
  readonly aws?: string;
  /** Aborts when the run may write nothing more. */
  readonly finalSignal?: AbortSignal;
  /** Where the feeds are read, when not from the simulator. */
  readonly feeds?: string;
  /** The lake as another process has it open. */
  readonly lake?: Lake;
  /** Stands in for the store of the lake. */
  readonly store?: ObjectStore;
}

/** Every kind of target the simulator has, as settings name them. */
export function allTargets({ aws, github }: Simulator, feeds = ['chatgpt-agents']) {
  const set = (name: string) => ({ name, id: aws.ipSets.named(name).id });
  const list = (name: string) => aws.prefixLists.named(name).id;
  return [
    { kind: 'github', organization: github.organization.name, feeds },
    { kind: 'waf', ipv4: set('codex-egress-ipv4'), ipv6: set('codex-egress-ipv6'), feeds },
    {
      kind: 'prefix-list',
      ipv4: [list('codex-egress-ipv4-1'), list('codex-egress-ipv4-2')],
      ipv6: [list('codex-egress-ipv6')],
      feeds,
    },
    { kind: 'files', feeds },
  ];
}

/** A simulator, a new lake in a folder, and a clock of their own. */
export async function withLakeFixture<T>(
  options: SimulatorOptions,
  work: (stand: LakeFixture) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const simulator = await startSimulator({ people: 3, now: NOW, ...options });
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const store = folderStore(folder);
    const lake = await openLake(store, { digestKey: new Uint8Array(32) });
    const clock = clockOf(simulator, options.now ?? NOW);
    const progress: LakeFixture['progress'] = [];
    const contextOf = (order: Order): SyncContext => {
      const endpoint = order.aws ?? (order.origin ? `${order.origin}/aws` : simulator.awsEndpoint);
      vi.stubEnv('AWS_ENDPOINT_URL_WAFV2', endpoint);
      vi.stubEnv('AWS_ENDPOINT_URL_EC2', endpoint);
      return {
        id: randomUUID(),
        lake: { ...(order.lake ?? lake), store: order.store ?? store },
        http: httpClient({ retries: 0 }),
        settings: AllowlistSettings.parse({ targets: allTargets(simulator), ...order.settings }),
        rangesBase: order.feeds ?? simulator.rangesBase,
        addressUrl: simulator.addressUrl,
        github: {
          api: simulator.githubApi,
          token: order.token ?? simulator.github.token,
          previousToken: order.previousToken,
          throttled: false,
          rateLimited: true,
        },
        clock: {
          now: clock.now,
          wait: (ms) => clock.wait(ms),
          finalSignal: order.finalSignal ?? clock.finalSignal,
        },
        mode: order.mode ?? 'apply',
        ...(order.accept !== undefined && { accept: order.accept }),
        report: (target, one) => progress.push({ target, progress: one }),
      };
    };
    try {
      return await work({
        simulator,
        lake,
        store,
        clock,
        progress,
        sync: (order = {}) => syncAllowlists(contextOf(order)),
        adopt: (order = {}) => adoptEntries(contextOf(order)),
      });
    } finally {
      vi.unstubAllEnvs();
      await lake.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

function clockOf(simulator: Simulator, start: Date): TestClock {
  let ms = start.getTime();
  return {
    waited: 0,
    budgetMs: Number.POSITIVE_INFINITY,
    finalSignal: new AbortController().signal,
    now: () => new Date(ms),
    forward(by) {
      ms += by;
      simulator.setNow(new Date(ms));
    },
    async wait(by) {
      if (by > this.budgetMs) throw new OutOfTimeError(`out of time: ${by} ms needed for the next step`);
      this.budgetMs -= by;
      this.waited += by;
      this.forward(by);
    },
  };
}

/** Ranges in a list of the simulator, by the name its changes are told under. */
export function contentsOf({ github, aws }: Simulator): Map<string, string[]> {
  return new Map([
    ...[github.organization].map((list): [string, string[]] => [
      `github:${list.name}`,
      list.entries.filter(({ isActive }) => isActive).map(({ allowListValue }) => allowListValue),
    ]),
    ...aws.ipSets.sets.map(({ id, addresses }): [string, string[]] => [`waf:${id}`, [...addresses]]),
    ...aws.prefixLists.lists.map(({ id, entries }): [string, string[]] => [
      `prefix-list:${id}`,
      entries.map(({ cidr }) => cidr),
    ]),
  ]);
}

/** Outcome by target. */
export const outcomesOf = ({ targets }: SyncResult): Record<string, string> =>
  Object.fromEntries(targets.map(({ target, outcome }) => [target, outcome]));
