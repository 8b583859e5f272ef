import * as z from 'zod';

/** What a schedule, or a person, asks of a collector. */
export const CollectOrder = z.object({
  sources: z.array(z.string()).min(1),
  full: z.boolean().optional(),
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
});
