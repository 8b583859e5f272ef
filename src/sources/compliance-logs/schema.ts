import * as z from 'zod';
import { safeName } from '../../tables/safe-name.ts';

/** Ids become names of objects and files, encoded; a file's name may have 255 bytes on most disks, and has more in it than that. */
const MOST_NAME_BYTES = 200;

/** Whether a file can be called by this: it is asked for by a URL, where dots would lead elsewhere, and `…~` is the ledger's own. */
function isUsableId(id: string): boolean {
  return (
    id.trim() !== '' &&
    id.isWellFormed() &&
    !/\p{Cc}|^\.{1,2}$|^unlisted~/u.test(id) &&
    safeName(id).length <= MOST_NAME_BYTES
  );
}

export const FileId = z.string().refine(isUsableId);

export const IsoTime = z.iso.datetime({ offset: true });

/** A log file as listed. What only describes it may be odd: whether it is the right one, its checksum tells. */
export const LogFile = z.object({
  id: FileId,
  event_type: z.string(),
  end_time: IsoTime,
  file_name: z.string().catch(''),
  file_size: z.number().int().nonnegative().catch(0),
  file_sha256: z.string().max(200).catch(''),
});

/** A page; its entries are read one by one, so that an odd one costs itself alone. */
export const LogPage = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean(),
  last_end_time: IsoTime.nullish().catch(null),
});
export type LogPage = z.infer<typeof LogPage>;
