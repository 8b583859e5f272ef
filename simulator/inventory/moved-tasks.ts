import type { Task } from '../company/tasks.ts';

/** Tasks that somebody took up again while a client was paging: at most one for each simulated moment. */
export class MovedTasks {
  readonly #tasks = new Map<string, Task>();
  #movedAt = 0;

  move(task: Task | undefined, now: number): void {
    if (!task || this.#movedAt === now) return;
    this.#movedAt = now;
    this.#tasks.set(task.id, { ...task, updated_at: now / 1000 });
  }

  /** The list with the moved ones in their new places. */
  among(tasks: readonly Task[], now: number): readonly Task[] {
    if (this.#tasks.size === 0) return tasks;
    const moved = [...this.#tasks.values()].filter((task) => task.updated_at <= now / 1000);
    const ids = new Set(moved.map((task) => task.id));
    const others = tasks.filter((task) => !ids.has(task.id));
    return [...moved, ...others].sort((a, b) => b.updated_at - a.updated_at);
  }
}
