import * as z from 'zod';

/** A page of tasks, latest change first; upstream marks no field as required. */
export const TaskPage = z.object({
  data: z.array(z.looseObject({ id: z.string(), updated_at: z.number().nullish() })),
  has_more: z.boolean(),
  cursor: z.string().nullish(),
});
