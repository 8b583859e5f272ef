import { MODEL_TIERS, type ModelTier, USD_PER_CREDIT } from '../company/models.ts';
import { UNHEARD_OF_CLIENT } from '../company/surfaces.ts';
import type { Turn } from '../company/turns.ts';

interface Sum {
  threads: number;
  turns: number;
  credits: number;
  costUsd: number;
  uncached: number;
  cached: number;
  output: number;
}

/** What a row says, before it is put in words. Adds up over people. */
export interface UsageFigures {
  readonly total: Sum;
  readonly clients: Map<string, Sum>;
  readonly models: Map<number, Sum & { readonly tier: ModelTier }>;
  readonly code: {
    localTurns: number;
    added: number;
    removed: number;
    committed: number;
    committedByAll: number;
    commits: number;
    commitsByAll: number;
  };
}

export function noFigures(): UsageFigures {
  return {
    total: noSum(),
    clients: new Map(),
    models: new Map(),
    code: {
      localTurns: 0,
      added: 0,
      removed: 0,
      committed: 0,
      committedByAll: 0,
      commits: 0,
      commitsByAll: 0,
    },
  };
}

/** Adds one person's turns of a day. A thread is counted once in the total and once at each of its surfaces. */
export function addTurns(figures: UsageFigures, turns: readonly Turn[], unheardOf: boolean): void {
  let session = -1;
  for (const turn of turns) {
    const client = clientOf(turn, unheardOf);
    const atClient = figures.clients.get(client) ?? noSum();
    figures.clients.set(client, atClient);
    const tierAt = MODEL_TIERS.indexOf(turn.tier);
    const atModel = figures.models.get(tierAt) ?? { ...noSum(), tier: turn.tier };
    figures.models.set(tierAt, atModel);
    const opens = turn.session === session ? 0 : 1;
    session = turn.session;
    addTurn(figures.total, turn, opens);
    addTurn(atClient, turn, opens || atClient.threads === 0 ? 1 : 0);
    addTurn(atModel, turn, 0);
    if (!turn.surface.cloud) addCode(figures.code, turn);
  }
}

function clientOf(turn: Turn, unheardOf: boolean): string {
  return unheardOf && turn.hash % 10 === 3 ? UNHEARD_OF_CLIENT : turn.surface.client;
}

/** Late-counted work: the same figures, a fifth up. */
export function raise(figures: UsageFigures): void {
  for (const sum of [figures.total, ...figures.clients.values(), ...figures.models.values()]) {
    sum.turns = Math.ceil(sum.turns * 1.2);
    sum.credits *= 1.2;
    sum.costUsd *= 1.2;
    sum.uncached = Math.ceil(sum.uncached * 1.2);
    sum.cached = Math.ceil(sum.cached * 1.2);
    sum.output = Math.ceil(sum.output * 1.2);
  }
}

/** Adds one person's figures to those of more people. */
export function addFigures(figures: UsageFigures, more: UsageFigures): void {
  addSum(figures.total, more.total);
  for (const [client, sum] of more.clients) {
    figures.clients.set(client, addSum(figures.clients.get(client) ?? noSum(), sum));
  }
  for (const [tierAt, sum] of more.models) {
    const atModel = figures.models.get(tierAt) ?? { ...noSum(), tier: sum.tier };
    addSum(atModel, sum);
    figures.models.set(tierAt, atModel);
  }
  const { code } = figures;
  code.localTurns += more.code.localTurns;
  code.added += more.code.added;
  code.removed += more.code.removed;
  code.committed += more.code.committed;
  code.committedByAll += more.code.committedByAll;
  code.commits += more.code.commits;
  code.commitsByAll += more.code.commitsByAll;
}

function addSum(sum: Sum, more: Sum): Sum {
  sum.threads += more.threads;
  sum.turns += more.turns;
  sum.credits += more.credits;
  sum.costUsd += more.costUsd;
  sum.uncached += more.uncached;
  sum.cached += more.cached;
  sum.output += more.output;
  return sum;
}

function noSum(): Sum {
  return { threads: 0, turns: 0, credits: 0, costUsd: 0, uncached: 0, cached: 0, output: 0 };
}

function addTurn(sum: Sum, turn: Turn, threads: number): void {
  sum.threads += threads;
  sum.turns += 1;
  // Billed one way or the other, never both.
  if (turn.person.billedInUsd) sum.costUsd += turn.credits * USD_PER_CREDIT;
  else sum.credits += turn.credits;
  sum.uncached += turn.uncachedTokens;
  sum.cached += turn.cachedTokens;
  sum.output += turn.outputTokens;
}

function addCode(code: UsageFigures['code'], turn: Turn): void {
  const added = turn.hash % 5 === 0 ? 0 : (turn.hash >>> 3) % 60;
  const committed = (turn.hash >>> 9) % 4 === 0 ? 0 : Math.floor(added * 0.8);
  const commits = (turn.hash >>> 11) % 5 === 0 ? 1 : 0;
  code.localTurns += 1;
  code.added += added;
  code.removed += (turn.hash >>> 6) % 25;
  code.committed += committed;
  code.committedByAll += committed + ((turn.hash >>> 13) % 3 === 0 ? (turn.hash >>> 15) % 50 : 0);
  code.commits += commits;
  code.commitsByAll += commits + ((turn.hash >>> 17) % 11 === 0 ? 1 : 0);
}
