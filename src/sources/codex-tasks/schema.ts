import * as z from 'zod';

/** A page of tasks, latest change first. A task that is not as specified costs itself alone: the tables set it aside. */
export const TaskPage = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean(),
  cursor: z.string().nullish(),
});

/** What of a task tells how far back a page reaches; upstream marks no field as required. */
export const ChangedTask = z.looseObject({ updated_at: z.number() });
