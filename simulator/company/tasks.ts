import { DAY_MICROS, dayOf } from '../calendar.ts';
import { hex8 } from '../ids.ts';
import { mix, Random } from '../random.ts';
import { prose } from '../text/prose.ts';
import type { Company } from './company.ts';
import { environmentIdOf } from './environments.ts';
import { type Turn, turnsOf } from './turns.ts';

/** A cloud task as the compliance API lists it. Every cloud thread is one. */
export interface Task {
  readonly object: 'compliance.workspace.codex_task';
  readonly id: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly created_by_id: string;
  readonly title: string;
  readonly denormalized_metadata: Readonly<Record<string, unknown>>;
}

/** This workspace forgets tasks after so many days. */
const TASKS_KEPT_DAYS = 60;
const FOLLOW_UP_DAYS = 4;

/** A task before the clock decides whether its follow-up has happened. */
interface TaskPlan {
  readonly first: Turn;
  readonly id: string;
  readonly createdAt: number;
  readonly settledAt: number;
  /** One task in four is taken up again some days later. */
  readonly followUpAt: number | null;
}

/** Tells tasks by the day they were last updated. Remembers plans, which never change, not tasks. */
export class TaskBoard {
  readonly #company: Company;
  readonly #plans = new Map<number, readonly TaskPlan[]>();
  /** The list as of one moment, as far as it has been read. */
  #listing: { now: number; tasks: Task[]; days: number } = { now: 0, tasks: [], days: 0 };

  constructor(company: Company) {
    this.#company = company;
  }

  /** Tasks whose last update as of `now` (Unix milliseconds) was on the day, the latest first. */
  #updatedOn(day: number, now: number): Task[] {
    const tasks: Task[] = [];
    for (let made = day - FOLLOW_UP_DAYS; made <= day; made++) {
      for (const plan of this.#planned(made)) {
        const updatedAt = updateOf(plan, now / 1000);
        if (updatedAt === null || dayOf(updatedAt * 1000) !== day) continue;
        tasks.push(taskOf(this.#company, plan, updatedAt));
      }
    }
    return tasks.sort((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? -1 : 1));
  }

  /** At least the first `count` of all tasks, fewer if there are no more. */
  latest(count: number, now: number): readonly Task[] {
    if (this.#listing.now !== now) this.#listing = { now, tasks: [], days: 0 };
    const { tasks } = this.#listing;
    while (tasks.length < count && this.#listing.days < TASKS_KEPT_DAYS) {
      tasks.push(...this.#updatedOn(dayOf(now) - this.#listing.days, now));
      this.#listing.days += 1;
    }
    return tasks;
  }

  #planned(day: number): readonly TaskPlan[] {
    let plans = this.#plans.get(day);
    if (!plans) {
      plans = this.#company.people.flatMap((person) => {
        const turns = turnsOf(person, day).filter((turn) => turn.surface.cloud);
        const sessions = Map.groupBy(turns, (turn) => turn.session);
        return [...sessions.values()].map(plan);
      });
      this.#plans.set(day, plans);
    }
    return plans;
  }
}

function plan(turns: readonly Turn[]): TaskPlan {
  const first = turns[0]!;
  const last = turns[turns.length - 1]!;
  const at = (micros: number) => (first.day * DAY_MICROS + micros) / 1e6;
  const hash = mix(first.hash, 0x7a5c);
  const laterMicros =
    (1 + (hash % (FOLLOW_UP_DAYS - 1))) * DAY_MICROS + ((hash >>> 4) % 80_000) * 1e6 + (hash % 1e6);
  return {
    first,
    id: `task_e_${hex8(hash)}${hex8(mix(hash, 1))}`,
    createdAt: at(first.start),
    settledAt: at(last.start + last.duration),
    followUpAt: hash % 4 === 0 ? (first.day * DAY_MICROS + laterMicros) / 1e6 : null,
  };
}

/** When the task was last updated, seconds; null before it was made. */
function updateOf(plan: TaskPlan, now: number): number | null {
  if (plan.createdAt > now) return null;
  if (plan.followUpAt !== null && plan.followUpAt <= now) return plan.followUpAt;
  return Math.min(plan.settledAt, now);
}

function taskOf(company: Company, { first, id, createdAt }: TaskPlan, updatedAt: number): Task {
  const random = new Random(mix(first.hash, 0x717e));
  return {
    object: 'compliance.workspace.codex_task',
    id,
    created_at: createdAt,
    updated_at: updatedAt,
    created_by_id: first.person.userId,
    title: prose(random, 70, ' '),
    denormalized_metadata: {
      environment_id: environmentIdOf(company, first),
      client_id: first.surface.client,
      latest_turn: {
        preview: prose(random, 60, ' '),
        state: random.pick(['completed', 'completed', 'failed']),
      },
    },
  };
}
