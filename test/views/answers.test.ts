import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DuckDb } from '../../src/lake/engine/duckdb.ts';
import { registerViews } from '../../src/query/register-views.ts';
import { VIEWS } from '../../src/views/views.ts';
import { withHolidays } from '../../src/views/with-holidays.ts';
import { handMadeLake } from './hand-made-lake.ts';
import { SMALL_COMPANY } from './small-company.ts';

let folder: string;
let duckdb: DuckDb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codex-lake-views-'));
  duckdb = await handMadeLake(folder, SMALL_COMPANY);
});

afterAll(async () => {
  duckdb.close();
  await rm(folder, { recursive: true });
});

/** Rows as lists of values, in the order of the columns asked for. */
async function ask(sql: string): Promise<unknown[][]> {
  const { columns, rows } = await duckdb.table(sql);
  return rows.map((row) => columns.map((name) => row[name]));
}

/** The views the tests here ask, so that none can be forgotten. */
const asked = new Set<string>();
function of(view: string): string {
  asked.add(view);
  return view;
}

describe('the days figures stand on', () => {
  it('speak as of the newest row of coverage', async () => {
    expect(await ask(`SELECT as_of, as_of_day FROM ${of('as_of')}`)).toEqual([
      ['2026-11-19 12:00:00', '2026-11-19'],
    ]);
  });

  it('are final when complete or zero, and not when pending or missing', async () => {
    expect(
      await ask(`SELECT day, state, is_final, totals_are_final FROM ${of('usage_days')}
        WHERE day IN (DATE '2026-11-05', DATE '2026-11-07', DATE '2026-11-17', DATE '2026-11-18') ORDER BY day`),
    ).toEqual([
      ['2026-11-05', 'complete', true, true],
      ['2026-11-07', 'zero', true, true],
      ['2026-11-17', 'missing', false, false],
      ['2026-11-18', 'pending', false, false],
    ]);
    expect(
      await ask(
        `SELECT state, count(*) FROM ${of('covered_days')} WHERE source = 'AUTH_LOG' GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      ['complete', 2],
      ['missing', 1],
      ['zero', 1],
    ]);
  });

  it('make whole weeks and months only when all their days are final', async () => {
    expect(
      await ask(
        `SELECT week_start, iso_week, final_days, days_here, is_final FROM ${of('usage_weeks')} ORDER BY week_start`,
      ),
    ).toEqual([
      ['2026-11-02', '2026-W45', 7, 7, true],
      ['2026-11-09', '2026-W46', 7, 7, true],
      ['2026-11-16', '2026-W47', 1, 3, false],
    ]);
    expect(
      await ask(
        `SELECT month_start, month, final_days, days_here, is_final FROM ${of('usage_months')} ORDER BY month_start`,
      ),
    ).toEqual([['2026-11-01', '2026-11', 15, 17, false]]);
  });

  it('end windows with the latest final day', async () => {
    expect(
      await ask(
        `SELECT first_day, last_final_day, last_final_week, pending_days, missing_days FROM ${of('usage_as_of')}`,
      ),
    ).toEqual([['2026-11-02', '2026-11-16', '2026-11-09', 2, 1]]);
  });
});

describe('who people are', () => {
  it('is told by e-mail, or by id where there is none', async () => {
    expect(
      await ask(`SELECT user_id, person, user_name, group_name, status, has_seat, first_used_day, last_used_day, days_used
        FROM ${of('dim_user')} ORDER BY user_id`),
    ).toEqual([
      ['ann', 'ann@example.com', 'Ann', 'blue', 'active', true, '2026-11-02', '2026-11-16', 4],
      ['bob', 'bob', 'Bob', 'red', 'active', true, '2026-11-02', '2026-11-18', 3],
      ['cyd', 'cyd@example.com', null, null, 'active', true, null, null, 0],
      ['dan', 'dan@example.com', null, null, 'deactivated', false, '2026-11-05', '2026-11-05', 1],
      ['eve', 'eve@example.com', null, null, null, false, '2026-11-12', '2026-11-12', 1],
    ]);
  });

  it("says of nobody whose account is not active that they have a seat, by upstream's word of today or of before", async () => {
    const users = SMALL_COMPANY.users?.map((user) => ({
      ...user,
      ...(user.user_id === 'dan' && { status: 'inactive' }),
      ...(user.user_id === 'cyd' && { status: 'deactivated' }),
    }));
    await mkdir(join(folder, 'inactive'));
    const lake = await handMadeLake(join(folder, 'inactive'), { ...SMALL_COMPANY, ...(users && { users }) });
    const seats = await lake.rows('SELECT user_id, status FROM dim_user WHERE NOT has_seat ORDER BY user_id');
    lake.close();
    expect(seats).toEqual([
      { user_id: 'cyd', status: 'deactivated' },
      { user_id: 'dan', status: 'inactive' },
      { user_id: 'eve', status: null },
    ]);
  });

  it('includes every group their costs named, and which of them are current', async () => {
    expect(
      await ask(
        `SELECT user_id, group_name, first_day, last_day, is_current FROM ${of('dim_user_group')} ORDER BY 1, 2`,
      ),
    ).toEqual([
      ['ann', 'alpha', '2026-11-02', '2026-11-02', false],
      ['ann', 'blue', '2026-11-09', '2026-11-16', true],
      ['ann', 'green', '2026-11-09', '2026-11-16', true],
      ['bob', 'red', '2026-11-11', '2026-11-11', true],
    ]);
  });
});

describe('clients and days', () => {
  it('keep an unknown client visible', async () => {
    expect(
      await ask(`SELECT client_id, surface, client, is_known FROM ${of('dim_client')}
        WHERE client_id IN ('CODEX_HOLOGRAM', 'CODEX_IDE_JETBRAINS_GOLAND') ORDER BY 1`),
    ).toEqual([
      ['CODEX_HOLOGRAM', 'Unknown', 'CODEX_HOLOGRAM', false],
      ['CODEX_IDE_JETBRAINS_GOLAND', 'IDE', 'GoLand', true],
    ]);
  });

  it('list the known ones apart, without those only seen', async () => {
    expect(
      await ask(`SELECT client_id, surface, client FROM ${of('dim_client_known')}
        WHERE client_id IN ('CODEX_HOLOGRAM', 'CODEX_SLACK') ORDER BY 1`),
    ).toEqual([['CODEX_SLACK', 'Slack', 'Slack']]);
  });

  it('know weekdays, and ISO weeks at the turn of the year', async () => {
    expect(
      await ask(`SELECT day, weekday, is_weekend, iso_week, month, quarter FROM ${of('dim_date')}
        WHERE day IN (DATE '2026-11-16', DATE '2027-01-03', DATE '2027-01-04') ORDER BY day`),
    ).toEqual([
      ['2026-11-16', 'Monday', false, '2026-W47', '2026-11', '2026-Q4'],
      ['2027-01-03', 'Sunday', true, '2026-W53', '2027-01', '2027-Q1'],
      ['2027-01-04', 'Monday', false, '2027-W01', '2027-01', '2027-Q1'],
    ]);
  });

  it('take days off from the settings, which are no workdays then', async () => {
    const sql = `SELECT dim_date.day, dim_date.holiday, is_workday FROM ${of('dim_holiday')} AS days_off
      FULL JOIN dim_date ON dim_date.day = days_off.day WHERE dim_date.day = DATE '2026-12-25'`;
    expect(await ask(sql)).toEqual([['2026-12-25', null, true]]);
    await registerViews(duckdb, withHolidays(VIEWS, { '2026-12-25': "Santa's day" }));
    expect(await ask(sql)).toEqual([['2026-12-25', "Santa's day", false]]);
    await registerViews(duckdb, VIEWS);
  });
});

describe('the figures by user id', () => {
  it('are those of the day as it is known now, restated and pending ones too', async () => {
    expect(
      await ask(`SELECT day, user_id, user_email, threads, turns, credits, estimated_cost_usd, lines_added, dt
        FROM ${of('usage_user_figures')} WHERE day >= DATE '2026-11-09' ORDER BY day`),
    ).toEqual([
      ['2026-11-09', 'ann', 'ann@example.com', 1, 6, 3, 0.3, 100, '2026-11-09'],
      ['2026-11-11', 'bob', null, 2, 8, 4, null, null, '2026-11-11'],
      ['2026-11-12', 'eve', 'eve@example.com', 1, 1, 0.5, null, null, '2026-11-12'],
      ['2026-11-16', 'ann', 'ann@example.com', 3, 9, 4.5, null, null, '2026-11-16'],
      ['2026-11-18', 'bob', null, 1, 3, 1.5, null, null, '2026-11-18'],
    ]);
  });
});

describe('weeks of people', () => {
  it('tell the days of use, pending ones too, and the e-mail where there is one', async () => {
    expect(
      await ask(`SELECT user_id, week_start, user_email, first_day, last_day, days_used, weekdays
        FROM ${of('usage_user_week')} ORDER BY user_id, week_start`),
    ).toEqual([
      ['ann', '2026-11-02', 'ann@example.com', '2026-11-02', '2026-11-03', 2, '12'],
      ['ann', '2026-11-09', 'ann@example.com', '2026-11-09', '2026-11-09', 1, '1'],
      ['ann', '2026-11-16', 'ann@example.com', '2026-11-16', '2026-11-16', 1, '1'],
      ['bob', '2026-11-02', null, '2026-11-02', '2026-11-02', 1, '1'],
      ['bob', '2026-11-09', null, '2026-11-11', '2026-11-11', 1, '3'],
      ['bob', '2026-11-16', null, '2026-11-18', '2026-11-18', 1, '3'],
      ['dan', '2026-11-02', 'dan@example.com', '2026-11-05', '2026-11-05', 1, '4'],
      ['eve', '2026-11-09', 'eve@example.com', '2026-11-12', '2026-11-12', 1, '4'],
    ]);
  });
});

describe('adoption', () => {
  it('counts distinct people by day, 7 and 28 days, and leaves missing and pending days null', async () => {
    expect(
      await ask(`SELECT day, state, active_users, active_users_7d, active_users_28d, final_days_28d, stickiness
        FROM ${of('adoption_day')} WHERE day IN
        (DATE '2026-11-02', DATE '2026-11-07', DATE '2026-11-09', DATE '2026-11-17', DATE '2026-11-18', DATE '2026-11-19') ORDER BY day`),
    ).toEqual([
      ['2026-11-02', 'complete', 2, 2, 2, 1, 1],
      ['2026-11-07', 'zero', 0, 3, 3, 6, 0],
      ['2026-11-09', 'complete', 1, 2, 3, 8, 1 / 3],
      ['2026-11-17', 'missing', null, 3, 4, 15, null],
      ['2026-11-18', 'pending', 1, 3, 4, 15, 0.25],
      ['2026-11-19', 'pending', null, 2, 4, 15, null],
    ]);
  });

  it('tells who came, stayed and left by week, and who left only once the week is final', async () => {
    expect(
      await ask(`SELECT iso_week, final_days, is_final, active_users, new_users, retained_users, returning_users, lost_users
        FROM ${of('adoption_week')} ORDER BY week_start`),
    ).toEqual([
      ['2026-W45', 7, true, 3, null, null, null, null],
      ['2026-W46', 7, true, 3, 1, 2, 0, 1],
      ['2026-W47', 1, false, 2, 0, 2, 0, null],
    ]);
  });

  it('tells the same by month', async () => {
    expect(
      await ask(
        `SELECT month, final_days, is_final, active_users, new_users, lost_users FROM ${of('adoption_month')}`,
      ),
    ).toEqual([['2026-11', 15, false, 4, null, null]]);
  });

  it('holds seats against people who use them, by group', async () => {
    expect(
      await ask(`SELECT group_name, seats, active_seats_7d, active_seats_28d, never_used, active_share_28d, users_without_seat
        FROM ${of('adoption_seats')} ORDER BY group_name NULLS LAST`),
    ).toEqual([
      ['blue', 1, 1, 1, 0, 1, 0],
      ['red', 1, 1, 1, 0, 1, 0],
      [null, 1, 0, 0, 1, 0, 2],
    ]);
  });

  it('follows cohorts up to the latest week that is over', async () => {
    expect(
      await ask(`SELECT cohort_week, is_first_week, weeks_since, cohort_users, active_users, retention
        FROM ${of('adoption_cohort_week')} ORDER BY 1, 3`),
    ).toEqual([
      ['2026-11-02', true, 0, 3, 3, 1],
      ['2026-11-02', true, 1, 3, 2, 2 / 3],
      ['2026-11-09', false, 0, 1, 1, 1],
    ]);
  });

  it('counts streaks in workdays, weekends breaking none', async () => {
    expect(
      await ask(
        `SELECT user_id, person, current_streak, longest_streak, workdays_used FROM ${of('adoption_streaks')} ORDER BY 1`,
      ),
    ).toEqual([
      ['ann', 'ann@example.com', 1, 2, 4],
      ['bob', 'bob', 1, 1, 3],
      ['dan', 'dan@example.com', 0, 1, 1],
      ['eve', 'eve@example.com', 0, 1, 1],
    ]);
  });

  it('shows the mix of surfaces, unknown ones too', async () => {
    expect(
      await ask(`SELECT week_start, is_final, surface, active_users, turns, credits, share_of_turns
        FROM ${of('adoption_surface_week')} ORDER BY surface`),
    ).toEqual([
      ['2026-11-09', true, 'CLI', 1, 6, 3, 6 / 14],
      ['2026-11-09', true, 'IDE', 1, 4, 2, 4 / 14],
      ['2026-11-09', true, 'Unknown', 1, 4, 2, 4 / 14],
    ]);
  });

  it('shows the mix of models by credits', async () => {
    expect(
      await ask(`SELECT model, speed, active_users, credits, total_tokens, share_of_credits
        FROM ${of('adoption_model_week')} ORDER BY credits`),
    ).toEqual([
      ['gpt-5.5', 'fast', 1, 1, 20, 1 / 7],
      ['gpt-5.5', 'standard', 1, 2, 80, 2 / 7],
      ['other', null, 1, 4, null, 4 / 7],
    ]);
  });

  it('counts groups, each person in one', async () => {
    expect(
      await ask(`SELECT group_name, active_users, seats, turns, credits, lines_added FROM ${of('adoption_group_week')}
        WHERE week_start = DATE '2026-11-09' ORDER BY group_name NULLS LAST`),
    ).toEqual([
      ['blue', 1, 1, 6, 3, 100],
      ['red', 1, 1, 8, 4, null],
      [null, 1, 1, 1, 0.5, null],
    ]);
  });
});

describe('the facts by user', () => {
  it('carry person, group and the state of the day', async () => {
    expect(
      await ask(`SELECT day, state, person, group_name, turns, credits FROM ${of('usage_by_user')}
        WHERE user_id = 'bob' ORDER BY day`),
    ).toEqual([
      ['2026-11-02', 'complete', 'bob', 'red', 4, 2],
      ['2026-11-11', 'complete', 'bob', 'red', 8, 4],
      ['2026-11-18', 'pending', 'bob', 'red', 3, 1.5],
    ]);
  });

  it('carry surface and model', async () => {
    expect(
      await ask(`SELECT person, client, surface, turns FROM ${of('usage_by_surface')} ORDER BY surface`),
    ).toEqual([
      ['ann@example.com', 'Codex CLI', 'CLI', 6],
      ['bob', 'VS Code', 'IDE', 4],
      ['bob', 'CODEX_HOLOGRAM', 'Unknown', 4],
    ]);
    expect(
      await ask(`SELECT person, model, speed, credits FROM ${of('usage_by_model')} ORDER BY credits`),
    ).toEqual([
      ['ann@example.com', 'gpt-5.5', 'fast', 1],
      ['ann@example.com', 'gpt-5.5', 'standard', 2],
      ['bob', 'other', null, 4],
    ]);
  });
});

describe('depth', () => {
  it('divides sums, is 0 on a zero day and null on a missing one', async () => {
    expect(
      await ask(`SELECT day, state, threads, turns, turns_per_thread, credits, cached_input_share, fast_credit_share,
          committed_share, commits_with_codex_share FROM ${of('depth_day')}
        WHERE day IN (DATE '2026-11-02', DATE '2026-11-07', DATE '2026-11-09', DATE '2026-11-17', DATE '2026-11-19') ORDER BY day`),
    ).toEqual([
      ['2026-11-02', 'complete', 3, 14, 14 / 3, 7, null, null, null, null],
      ['2026-11-07', 'zero', 0, 0, null, 0, null, null, null, null],
      ['2026-11-09', 'complete', 1, 6, 6, 3, 0.3, 1 / 3, 0.4, 0.25],
      ['2026-11-17', 'missing', null, null, null, null, null, null, null, null],
      ['2026-11-19', 'pending', null, null, null, null, null, null, null, null],
    ]);
  });

  it('places people by what they used in 28 final days', async () => {
    expect(
      await ask(`SELECT person, days_used, threads, turns, credits, credits_rank, turns_position, segment
        FROM ${of('depth_user_28d')} ORDER BY credits_rank`),
    ).toEqual([
      ['ann@example.com', 4, 7, 30, 15, 1, 1, 'heavy'],
      ['bob', 2, 3, 12, 6, 2, 0.75, 'regular'],
      ['dan@example.com', 1, 1, 2, 1, 3, 0.5, 'light'],
      ['eve@example.com', 1, 1, 1, 0.5, 4, 0.25, 'light'],
    ]);
  });

  it('spreads use over people in percentiles', async () => {
    expect(
      await ask(`SELECT figure, users, mean, p10, p25, p50, p75, p90, p99, maximum, top_tenth_share
        FROM ${of('depth_distribution')} WHERE figure IN ('turns', 'lines_added') ORDER BY figure`),
    ).toEqual([
      ['lines_added', 1, 100, 100, 100, 100, 100, 100, 100, 100, 0],
      ['turns', 4, 11.25, 1, 1, 2, 12, 30, 30, 30, 0],
    ]);
  });

  it('counts prompts by hour', async () => {
    expect(
      await ask(
        `SELECT day, state, iso_weekday, hour, prompts, users FROM ${of('depth_hour')} ORDER BY hour`,
      ),
    ).toEqual([
      ['2026-11-16', 'complete', 1, 9, 3, 2],
      ['2026-11-16', 'complete', 1, 10, 1, 1],
    ]);
  });
});

describe('spend', () => {
  it('adds up a month by user, by group, by surface and by model', async () => {
    expect(
      await ask(`SELECT month, is_final, person, group_name, days_used, credits, estimated_cost_usd, cost_usd
        FROM ${of('spend_user_month')} ORDER BY person LIMIT 2`),
    ).toEqual([
      ['2026-11', false, 'ann@example.com', 'blue', 4, 15, 0.3, null],
      ['2026-11', false, 'bob', 'red', 3, 7.5, null, null],
    ]);
    expect(
      await ask(
        `SELECT group_name, active_users, credits FROM ${of('spend_group_month')} ORDER BY group_name NULLS LAST`,
      ),
    ).toEqual([
      ['blue', 1, 15],
      ['red', 1, 7.5],
      [null, 2, 1.5],
    ]);
    expect(
      await ask(`SELECT surface, active_users, credits FROM ${of('spend_surface_month')} ORDER BY surface`),
    ).toEqual([
      ['CLI', 1, 3],
      ['IDE', 1, 2],
      ['Unknown', 1, 2],
    ]);
    expect(
      await ask(
        `SELECT model, speed, active_users, credits FROM ${of('spend_model_month')} ORDER BY credits`,
      ),
    ).toEqual([
      ['gpt-5.5', 'fast', 1, 1],
      ['gpt-5.5', 'standard', 1, 2],
      ['other', null, 1, 4],
    ]);
  });

  it('forecasts days that are not final at the mean of days of their kind', async () => {
    // 23.5 credits on 11 final workdays and none on days off; 10 of the month's 21 workdays are to come, or not known.
    const [[...row] = []] = await ask(
      `SELECT month, days_in_month, final_days, unknown_days, is_final, credits, credits_per_day, forecast_credits FROM ${of('spend_month')}`,
    );
    expect(row.slice(0, 6)).toEqual(['2026-11', 30, 15, 4, false, 23.5]);
    expect(row[6]).toBeCloseTo(23.5 / 15, 9);
    expect(row[7]).toBeCloseTo((23.5 / 11) * 21, 9);
  });

  it('names those whose credits moved most between two weeks of final days', async () => {
    expect(
      await ask(`SELECT person, final_days, credits, previous_credits, change_credits, change_share, rank_up, rank_down
        FROM ${of('spend_movers')} ORDER BY rank_up, person`),
    ).toEqual([
      ['bob', 14, 4, 0, 4, null, 1, 4],
      ['eve@example.com', 14, 0.5, 0, 0.5, null, 2, 3],
      ['ann@example.com', 14, 4.5, 5.5, -1, -1 / 5.5, 3, 1],
      ['dan@example.com', 14, 0, 1, -1, -1, 3, 1],
    ]);
  });

  it('splits COSTS by product, with 0 on a zero day and null on a pending one', async () => {
    expect(
      await ask(`SELECT day, state, product, cost_credits, users FROM ${of('spend_product_day')}
        WHERE day IN (DATE '2026-11-09', DATE '2026-11-10', DATE '2026-11-18') ORDER BY day, product`),
    ).toEqual([
      ['2026-11-09', 'complete', 'ChatGPT', 1, 1],
      ['2026-11-09', 'complete', 'Codex', 3, 1],
      ['2026-11-10', 'zero', null, 0, 0],
      ['2026-11-18', 'pending', null, null, null],
    ]);
  });

  it('keeps credits and dollars of COSTS apart, and counts what is in neither', async () => {
    expect(
      await ask(`SELECT day, product, cost_credits, cost_usd, estimated_cost_usd, other_records
        FROM ${of('spend_product_day')} WHERE day IN (DATE '2026-11-10', DATE '2026-11-16') ORDER BY day, product`),
    ).toEqual([
      ['2026-11-10', null, 0, 0, null, 0],
      ['2026-11-16', 'Codex', 4.5, 0.25, null, 0],
      ['2026-11-16', 'Work', 1.5, 3, 0.06, 2],
    ]);
  });
});

describe('code review', () => {
  it('tells a quiet day from one that is not here', async () => {
    expect(
      await ask(`SELECT day, state, reviews, comments, comments_p1 FROM ${of('review_day')} ORDER BY day`),
    ).toEqual([
      ['2026-11-09', 'complete', 4, 10, 4],
      ['2026-11-10', 'zero', 0, 0, 0],
      ['2026-11-11', 'missing', null, null, null],
      ['2026-11-12', 'pending', 2, 4, 3],
    ]);
    expect(
      await ask(
        `SELECT day, state, comments_merged, comments_engaged FROM ${of('review_response_day')} ORDER BY day`,
      ),
    ).toEqual([
      ['2026-11-09', 'complete', 20, 5],
      ['2026-11-10', 'zero', 0, 0],
      ['2026-11-12', 'pending', 5, 0],
    ]);
  });

  it('rates severity over comments made, and answers over comments merged, never across', async () => {
    expect(
      await ask(
        `SELECT final_days, reviews, comments, comments_per_review, p0_share, p1_share, p2_share FROM ${of('review_week')}`,
      ),
    ).toEqual([[2, 6, 14, 14 / 6, 1 / 14, 7 / 14, 6 / 14]]);
    expect(
      await ask(`SELECT final_days, comments_merged, engaged_rate, upvoted_rate, downvoted_rate, replied_rate
        FROM ${of('review_response_week')}`),
    ).toEqual([[2, 25, 5 / 25, 4 / 25, 1 / 25, 2 / 25]]);
  });
});

describe('security', () => {
  it('counts sign-ins by day, and says when a day is not here', async () => {
    expect(
      await ask(
        `SELECT day, state, signins, users, signouts, tokens_issued, other_events FROM ${of('security_signins_day')} ORDER BY day`,
      ),
    ).toEqual([
      ['2026-11-14', 'complete', 1, 1, 0, 0, 0],
      ['2026-11-15', 'zero', 0, 0, 0, 0, 0],
      ['2026-11-16', 'complete', 2, 2, 1, 1, 0],
      ['2026-11-17', 'missing', null, null, null, null, null],
    ]);
  });

  it('points at sign-ins out of hours and at countries a person is new in', async () => {
    expect(
      await ask(`SELECT event_time, person, action, client_country, is_out_of_hours, is_new_country
        FROM ${of('security_odd_events')} ORDER BY event_time`),
    ).toEqual([
      ['2026-11-12 10:00:00', 'ann@example.com', 'INVITE_USER', 'FR', false, true],
      ['2026-11-14 10:00:00', 'ann@example.com', 'login_success', null, true, false],
      ['2026-11-16 22:00:00', 'bob', 'native_login_success', null, true, false],
    ]);
  });

  it('counts what administrators and keys did', async () => {
    expect(
      await ask(
        `SELECT day, state, actor, action, action_result, events FROM ${of('security_admin_day')} ORDER BY day, actor`,
      ),
    ).toEqual([
      ['2026-11-09', null, 'ann@example.com', 'INVITE_USER', 'SUCCESS', 1],
      ['2026-11-12', 'complete', 'ann@example.com', 'INVITE_USER', 'BLOCKED', 2],
      ['2026-11-12', 'complete', 'sk-...abcd', 'LIST_WORKSPACE_LOG_FILES', 'SUCCESS', 1],
    ]);
  });

  it('tells which access tokens live, and which expire soon or never', async () => {
    expect(
      await ask(`SELECT access_token_id, created_by, state, days_to_expiry, expires_soon, never_expires
        FROM ${of('security_access_tokens')} ORDER BY 1`),
    ).toEqual([
      ['gone', 'bob', 'revoked', null, false, false],
      ['never', 'bob', 'active', null, false, true],
      ['over', 'ann@example.com', 'expired', null, false, false],
      ['soon', 'ann@example.com', 'active', 12, true, false],
    ]);
  });

  it('lists plugins with what happened last', async () => {
    expect(
      await ask(
        `SELECT plugin_id, plugin_name, plugin_version, installs, uninstalls, installed_by, last_event FROM ${of('security_plugins')}`,
      ),
    ).toEqual([['p1', 'notes', '1.1.0', 2, 1, 2, 'PLUGIN_UNINSTALLED']]);
  });

  it('rates errors over results, and failures over calls that ended', async () => {
    expect(
      await ask(`SELECT mcp_name, calls, results, errors, error_rate, users FROM ${of('security_mcp_day')}`),
    ).toEqual([['issues', 3, 2, 1, 0.5, 2]]);
    expect(
      await ask(`SELECT tool_name, completed, failed, failure_rate, users FROM ${of('security_tools_day')}`),
    ).toEqual([['shell', 3, 1, 0.25, 2]]);
  });

  it('lists what was changed and by whom', async () => {
    expect(
      await ask(`SELECT event_type, person, object_id, object_name, network_access FROM ${of('security_changes')}
        WHERE event_type IN ('ENVIRONMENT_UPDATED', 'WORKSPACE_UPDATED', 'ACCESS_TOKEN_REVOKED') ORDER BY event_time`),
    ).toEqual([
      ['ENVIRONMENT_UPDATED', 'bob', 'env-1', 'web', 'on'],
      ['WORKSPACE_UPDATED', 'ann@example.com', null, null, null],
      ['ACCESS_TOKEN_REVOKED', 'ann@example.com', 'gone', null, null],
    ]);
  });

  it('knows the latest of each finding, whichever event said it', async () => {
    expect(
      await ask(`SELECT finding_id, status, criticality, patches_proposed, latest_pull_request_url, changes, last_changed_by
        FROM ${of('security_findings')}`),
    ).toEqual([['f1', 'fixed', 'high', 1, 'https://example.com/pr/1', 2, 'ann@example.com']]);
  });
});

describe('the health of the data', () => {
  it('says how fresh a source is and what is about to be lost', async () => {
    expect(
      await ask(`SELECT source, hours_since_pulled, complete_days, zero_days, pending_days, missing_days, oldest_missing_day,
          days_until_lost, held, latest_upstream_event_at FROM ${of('health_freshness')} WHERE source IN ('usage', 'COSTS') ORDER BY source`),
    ).toEqual([
      ['COSTS', 4, 1, 1, 1, 0, null, null, 0, '2026-11-17 23:00:00'],
      ['usage', 4, 7, 8, 2, 1, '2026-11-17', 87, 1, null],
    ]);
  });

  it('says what a figure said at a time, and by how much it moved since', async () => {
    const at = (time: string) =>
      ask(`SELECT amount FROM ${of('health_figure_history')} WHERE source = 'usage_workspace' AND figure = 'credits'
        AND day = DATE '2026-11-09' AND said_from <= TIMESTAMP '${time}' AND (said_until > TIMESTAMP '${time}' OR said_until IS NULL)`);
    expect(await at('2026-11-11 00:00:00')).toEqual([[2]]);
    // Confirmed on the 14th, but said since the 12th.
    expect(await at('2026-11-13 00:00:00')).toEqual([[3]]);
    expect(await at('2026-11-09 00:00:00')).toEqual([]);
  });

  it('lists restated figures, and only those that moved', async () => {
    expect(
      await ask(`SELECT day, figure, revision, restated_at, days_after, previous_amount, amount, moved, moved_share
        FROM ${of('health_restatements')}`),
    ).toEqual([['2026-11-09', 'credits', 2, '2026-11-12 06:00:00', 2, 2, 3, 1, 0.5]]);
  });

  it('counts rejects by reason', async () => {
    expect(
      await ask(`SELECT day, reason, records, originals, last_pulled_at FROM ${of('health_rejects')}`),
    ).toEqual([['2026-11-09', 'user_id: missing', 2, 1, '2026-11-10 07:00:00']]);
  });

  it('shows what nobody knows yet', async () => {
    expect(
      await ask(
        `SELECT table_name, column_name, value, records, first_day FROM ${of('health_unknown_values')} ORDER BY 1, 2, 3`,
      ),
    ).toEqual([
      ['codex_log', 'event_type', 'HOLOGRAM_SENT', 1, '2026-11-16'],
      ['codex_log', 'extra_json', '$.event_details.colour', 1, '2026-11-16'],
      ['costs_hour', 'other_amounts', 'EUR', 1, '2026-11-16'],
      ['costs_hour', 'other_amounts', 'a \\"b\\"', 1, '2026-11-16'],
      ['costs_hour', 'other_amounts', null, 1, '2026-11-16'],
      ['usage_user_client_day', 'client_id', 'CODEX_HOLOGRAM', 1, '2026-11-11'],
      ['usage_user_day', 'extra_json', '$.new_field', 1, '2026-11-09'],
      ['usage_user_model_day', 'model', 'other', 1, '2026-11-11'],
    ]);
  });

  it('holds users, total and COSTS against each other, and explains a difference', async () => {
    expect(
      await ask(`SELECT day, users_credits, workspace_credits, costs_credits, users_difference, costs_difference, explanation
        FROM ${of('health_reconciliation_day')}
        WHERE day IN (DATE '2026-11-07', DATE '2026-11-09', DATE '2026-11-16', DATE '2026-11-17', DATE '2026-11-18') ORDER BY day`),
    ).toEqual([
      ['2026-11-07', 0, 0, null, 0, null, expect.stringContaining('COSTS has nothing')],
      ['2026-11-09', 3, 3, 3, 0, 0, 'all agree'],
      ['2026-11-16', 4.5, 5.5, 4.5, -1, -1, expect.stringContaining('users and total differ')],
      ['2026-11-17', null, null, null, null, null, expect.stringContaining('not compared')],
      ['2026-11-18', 1.5, 1.5, null, 0, null, expect.stringContaining('not compared')],
    ]);
  });

  it('holds dollars against dollars, where the credits agree', async () => {
    const dollars = (day: string) =>
      ask(`SELECT costs_difference, workspace_cost_usd, costs_cost_usd, cost_usd_difference, explanation
        FROM ${of('health_reconciliation_day')} WHERE day = DATE '${day}'`);
    expect(await dollars('2026-11-09')).toEqual([[0, null, null, null, 'all agree']]);
    expect(await dollars('2026-11-11')).toEqual([
      [0, 1.25, null, -1.25, expect.stringContaining('COSTS differs')],
    ]);
    expect(await dollars('2026-11-16')).toMatchObject([[-1, null, 0.25, 0.25, expect.anything()]]);
  });
});

describe('turns as CODEX_TURN tells them', () => {
  it('have credits, dollars and an estimate apart', async () => {
    expect(
      await ask(`SELECT day, person, turn_id, client_id, uncached_input_tokens, output_tokens, credits, cost_usd,
        estimated_cost_usd FROM ${of('codex_turns')} ORDER BY turn_id`),
    ).toEqual([
      ['2026-11-16', 'ann@example.com', 't-ann', 'CODEX_CLI', 100, 50, 7, null, 0.25],
      ['2026-11-16', 'bob', 't-bob', null, null, null, null, 0.5, null],
    ]);
  });

  it('are in no figure of spend or usage, which count the same work', () => {
    const reads = (name: string): string[] => {
      const needs = VIEWS.find((view) => view.name === name)?.needs ?? [];
      return [...needs, ...needs.flatMap(reads)];
    };
    const figures = VIEWS.map(({ name }) => name).filter((name) =>
      /^(spend|usage|adoption|depth)_/.test(name),
    );
    expect(figures.length).toBeGreaterThan(20);
    for (const name of figures) {
      expect(reads(name), name).not.toContain('codex_turns');
      expect(reads(name), name).not.toContain('compliance_log');
    }
  });
});

describe('the allowlists', () => {
  it('let in what stood in them at the time', async () => {
    const letIn = (time: string) =>
      ask(`SELECT prefix, allowed_from, allowed_until, ended_by FROM ${of('allowed_at')}
        WHERE target = 'github:acme' AND allowed_from <= TIMESTAMP '${time}'
          AND (allowed_until IS NULL OR allowed_until > TIMESTAMP '${time}') ORDER BY prefix`);
    expect(await letIn('2026-11-01 00:00:00')).toEqual([]);
    expect(await letIn('2026-11-04 00:00:00')).toEqual([
      ['20.1.0.0/28', '2026-11-02 08:00:00', '2026-11-05 09:00:00', 'lost'],
      ['20.2.0.0/28', '2026-11-02 08:00:00', '2026-11-09 10:00:00', 'removed'],
    ]);
    expect(await letIn('2026-11-10 00:00:00')).toEqual([['20.1.0.0/28', '2026-11-05 09:00:00', null, null]]);
  });
});

it('leaves no view without figures worked out by hand', () => {
  expect(VIEWS.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
});
