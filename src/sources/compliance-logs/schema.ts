import * as z from 'zod';

/** Ids become names of objects and files, so nothing else may be in them. */
const FileId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/);

/** A log file as listed. `end_time` stays text: it has microseconds, which a Date would cut. */
const LogFile = z.object({
  id: FileId,
  event_type: z.string(),
  end_time: z.iso.datetime({ offset: true }),
  file_name: z.string(),
  file_size: z.number().int().nonnegative(),
  file_sha256: z.string().regex(/^[0-9a-fA-F]{64}$/),
});

export const LogPage = z.object({
  data: z.array(LogFile),
  has_more: z.boolean(),
  last_end_time: z.iso.datetime({ offset: true }).nullish(),
});
export type LogPage = z.infer<typeof LogPage>;
