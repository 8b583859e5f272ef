import * as z from 'zod';

/** A page of daily rows. Of a row only the day is needed here; the tables read the rest from the original. */
export const AnalyticsPage = z.object({
  data: z.array(z.looseObject({ start_time: z.number().int().nonnegative().max(4_102_444_800) })),
  has_more: z.boolean(),
  next_page: z.string().nullish(),
});
