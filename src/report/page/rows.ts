import { unpack } from '../pack.ts';
import type { ReportData } from '../report-data.ts';
import type { Day } from './calendar.ts';

/** Of a day; `none` before the lake began. */
export type State = 'complete' | 'zero' | 'pending' | 'missing';

type Share = number | null;

interface Use {
  readonly workspace_id: string;
  readonly day: Day;
  readonly group_name: string | null;
}

/** Rows of each dataset of `datasets.ts`. */
export interface Rows {
  readonly days: readonly { workspace_id: string; day: Day; state: State }[];
  /** `days` has bit n set when the person was active on day n + 1 of the month. */
  readonly people: readonly { person: number; group_name: string | null; month: string; days: number }[];
  readonly usage: readonly (Use & {
    active_users: number;
    threads: number | null;
    turns: number | null;
    credits: number | null;
    estimated_cost_usd: number | null;
    lines_added: number | null;
    lines_committed: number | null;
    total_committed_lines: number | null;
  })[];
  readonly surfaces: readonly (Use & { surface: string; turns: number | null })[];
  readonly models: readonly (Use & { model: string; speed: string | null; credits: number | null })[];
  readonly weeks: readonly {
    week: Day;
    is_final: boolean;
    active_users: number | null;
    new_users: number | null;
    retained_users: number | null;
    returning_users: number | null;
    lost_users: number | null;
  }[];
  readonly cohorts: readonly {
    cohort: Day;
    is_first_week: boolean;
    weeks_since: number;
    cohort_users: number;
    active_users: number | null;
  }[];
  readonly seats: readonly {
    group_name: string | null;
    seats: number | null;
    active_seats_28d: number | null;
    never_used: number | null;
  }[];
  readonly hours: readonly { day: Day; state: State | null; hour: number; prompts: number }[];
  readonly depth: readonly {
    workspace_id: string;
    day: Day;
    state: State | null;
    turns_per_thread: Share;
    cached_input_share: Share;
    fast_credit_share: Share;
    committed_share: Share;
  }[];
  readonly heavy: readonly {
    person: string;
    group_name: string | null;
    days_used: number;
    turns: number;
    credits: number;
    lines_added: number | null;
    segment: 'heavy' | 'regular' | 'light';
  }[];
  readonly months: readonly {
    month: string;
    days_in_month: number;
    final_days: number;
    is_final: boolean;
    credits: number | null;
    forecast_credits: number | null;
    forecast_method: string;
  }[];
  readonly movers: readonly {
    person: string;
    group_name: string | null;
    final_days: number;
    credits: number;
    previous_credits: number;
    change_credits: number;
  }[];
  readonly products: readonly {
    day: Day;
    state: State | null;
    product: string | null;
    cost_credits: number | null;
    cost_usd: number | null;
    other_records: number | null;
  }[];
  readonly reviews: readonly {
    day: Day;
    state: State | null;
    reviews: number | null;
    comments: number | null;
    comments_p0: number | null;
    comments_p1: number | null;
    comments_p2: number | null;
  }[];
  readonly responses: readonly {
    day: Day;
    state: State | null;
    comments_merged: number | null;
    comments_engaged: number | null;
    comments_upvoted: number | null;
    comments_downvoted: number | null;
    comments_replied: number | null;
  }[];
  readonly signins: readonly { day: Day; state: State | null; signins: number | null }[];
  readonly odd: readonly {
    event_time: string;
    day: Day;
    person: string | null;
    action: string | null;
    client_country: string | null;
    is_out_of_hours: boolean;
    is_new_country: boolean;
  }[];
  readonly tools: readonly {
    day: Day;
    tool_type: string | null;
    tool_name: string | null;
    completed: number;
    failed: number;
  }[];
  readonly agreement: readonly {
    day: Day;
    state: State | null;
    users_credits: number | null;
    workspace_credits: number | null;
    costs_credits: number | null;
    workspace_cost_usd: number | null;
    costs_cost_usd: number | null;
    explanation: string | null;
  }[];
  readonly coverage: readonly { source: string; scope_id: string; day: Day; state: State }[];
}

/** The rows of every dataset. The types above say what `datasets.ts` selects; a test holds the two together. */
export function rowsOf({ datasets }: ReportData): Rows {
  return Object.fromEntries(
    Object.entries(datasets).map(([name, packed]) => [name, unpack(packed)]),
  ) as unknown as Rows;
}
