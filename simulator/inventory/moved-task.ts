import type { Task } from '../company/tasks.ts';

/** The one task that somebody took up again while a client was paging. It moves once per simulated moment. */
export class MovedTask {
  #task: Task | null = null;
  #at = 0;

  move(task: Task | undefined, now: number): void {
    if (!task || this.#at === now) return;
    this.#task = { ...task, updated_at: now / 1000 };
    this.#at = now;
  }

  /** Null once the clock has gone on, when the task is back in its place; it is a simulator after all. */
  newest(now: number): Task | null {
    return this.#at === now ? this.#task : null;
  }
}
