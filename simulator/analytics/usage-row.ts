import { DAY_SECONDS } from '../calendar.ts';
import { USD_PER_CREDIT } from '../company/models.ts';
import type { Person } from '../company/person.ts';
import type { UsageFigures } from './usage-figures.ts';

interface UsageNumbers {
  readonly credits: number;
  readonly estimated_cost_usd: number | null;
  readonly cost_usd: number | null;
  readonly uncached_text_input_tokens: number | null;
  readonly cached_text_input_tokens: number | null;
  readonly text_output_tokens: number | null;
  readonly text_total_tokens: number | null;
}

interface UsageTotals extends UsageNumbers {
  readonly threads: number;
  readonly turns: number;
}

interface CodeAttribution {
  readonly lines_of_code: {
    readonly added: number;
    readonly removed: number | null;
    readonly committed: number | null;
    readonly total_committed_lines: number | null;
    readonly committed_percentage: number | null;
  };
  readonly commits: null | {
    readonly with_codex_contribution: number;
    readonly with_codex_contribution_percentage: number;
    readonly total_commits: number;
  };
}

export interface UsageRow {
  readonly object: 'workspace.codex.usage.result';
  readonly start_time: number;
  readonly end_time: number;
  readonly user_id: string | null;
  readonly actor: {
    readonly type: 'ACCOUNT_USER';
    readonly user_id: string;
    readonly email?: string | null;
  } | null;
  readonly totals: UsageTotals;
  readonly clients: readonly (UsageTotals & { readonly client_id: string })[];
  readonly models:
    | readonly (UsageNumbers & { readonly model: string; readonly speed: string | null })[]
    | null;
  readonly code_attribution: CodeAttribution | null;
}

/** The row of one person's day, or of the workspace's when there is no person. */
export function usageRow(day: number, person: Person | null, figures: UsageFigures): UsageRow {
  const hides = person?.hides ?? null;
  const numbers = (sum: {
    credits: number;
    costUsd: number;
    uncached: number;
    cached: number;
    output: number;
  }) => {
    const tokens = hides === 'tokens' ? null : sum;
    return {
      credits: round(sum.credits, 1e4),
      estimated_cost_usd: hides === 'estimate' ? null : round(sum.credits * USD_PER_CREDIT, 100),
      cost_usd: sum.costUsd > 0 ? round(sum.costUsd, 100) : null,
      uncached_text_input_tokens: tokens?.uncached ?? null,
      cached_text_input_tokens: tokens?.cached ?? null,
      text_output_tokens: tokens?.output ?? null,
      text_total_tokens: tokens && tokens.uncached + tokens.cached + tokens.output,
    };
  };
  return {
    object: 'workspace.codex.usage.result',
    start_time: day * DAY_SECONDS,
    end_time: (day + 1) * DAY_SECONDS,
    user_id: person?.userId ?? null,
    actor: person && actorOf(person),
    totals: { threads: figures.total.threads, turns: figures.total.turns, ...numbers(figures.total) },
    clients: [...figures.clients].map(([client_id, sum]) => ({
      client_id,
      threads: sum.threads,
      turns: sum.turns,
      ...numbers(sum),
    })),
    models:
      hides === 'models'
        ? null
        : [...figures.models.values()].map(({ tier, ...sum }) => ({
            model: tier.model,
            speed: tier.speed,
            ...numbers(sum),
          })),
    code_attribution: hides === 'attribution' ? null : attributionOf(figures),
  };
}

function actorOf(person: Person): UsageRow['actor'] {
  const actor = { type: 'ACCOUNT_USER', user_id: person.userId } as const;
  if (person.hides === 'email-key') return actor;
  return { ...actor, email: person.hides === 'email' ? null : person.email };
}

/** Cloud work edits no local files, so a day of nothing else has no attribution. */
function attributionOf({ code }: UsageFigures): CodeAttribution | null {
  if (code.localTurns === 0) return null;
  const { added, removed, committed, committedByAll, commits, commitsByAll } = code;
  return {
    lines_of_code: {
      added,
      removed: removed === 0 ? null : removed,
      committed,
      total_committed_lines: committedByAll,
      committed_percentage: committedByAll === 0 ? null : round((100 * committed) / committedByAll, 10),
    },
    commits:
      commitsByAll === 0
        ? null
        : {
            with_codex_contribution: commits,
            with_codex_contribution_percentage: round((100 * commits) / commitsByAll, 10),
            total_commits: commitsByAll,
          },
  };
}

function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
