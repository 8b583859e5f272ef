import { ContractError } from '../../http/errors.ts';
import { apiRequest, pageGuard } from '../api-request.ts';
import type { ListedFile, ListFilesRequest, LogSource, ReadRequest } from '../source.ts';
import { adjacentMicrosecond } from './adjacent-microsecond.ts';
import { type FilePage, readPage } from './read-page.ts';
import { LogPage } from './schema.ts';

/** Upstream allows 50 downloads a minute, or 100 by now: it is begun with the less. Of listings it says only that there is a limit. */
const DOWNLOADS_A_MINUTE = 50;
const LISTINGS_A_MINUTE = 100;

const MOST_A_PAGE = 100;
/** Where a page is full of one end time it is asked for again with another limit, in case another order shows other files. */
const ANOTHER_LIMIT = 50;

/** Where nothing but so many entries that name no file came, it is not the entries that are odd: upstream has changed. */
const MOST_UNREADABLE = 20;

/**
 * Files whose window ended after `after` (ISO), oldest first, each once. Throws `ContractError` when pages do not end, or have nothing
 * but entries that name no file.
 */
export async function* listFiles(request: ListFilesRequest): AsyncIterable<ListedFile> {
  const { upstream, source, after, onUnseen, onUnreadable } = request;
  const subject = `list of ${source.name} files`;
  const guard = pageGuard(upstream, subject);
  const seen = new Set<string>();
  const unreadable = new Set<string>();
  const unseenOf = (pages: readonly FilePage[]) =>
    pages.flatMap(({ files }) => files).filter(({ id }) => !seen.has(id) && seen.add(id));
  function tellUnreadable(pages: readonly FilePage[]): void {
    for (const entry of pages.flatMap((page) => page.unreadable)) {
      unreadable.add(entry.name);
      onUnreadable?.(entry);
      if (unreadable.size > MOST_UNREADABLE && seen.size === 0)
        throw new ContractError(
          `${subject}: none of ${unreadable.size} entries names a file; the last: ${entry.reason}`,
        );
    }
  }

  let from = after;
  for (;;) {
    const pages = await listPages(request, subject, { after: from });
    for (const _ of pages) guard.page('');
    const fresh = unseenOf(pages);
    tellUnreadable(pages);
    yield* fresh;
    const open = pages.filter(({ hasMore }) => hasMore);
    if (open.length === 0) return;
    const last = earliest(open.map(({ lastEndTime }) => lastEndTime));
    const isOneTime = pages.every(({ files }) => files.every(({ end_time }) => end_time === last));
    const next = last === null ? null : isOneTime ? last : adjacentMicrosecond(last, -1);
    if (last === null || next === null || (fresh.length === 0 && !isBefore(from, next)))
      throw new ContractError(`${subject}: more promised behind ${from}, but the list does not go on`);
    // A cursor of time steps over what shares the time of a full page, so that time is looked at by itself.
    if (isOneTime) {
      const { found, isWhole } = await filesEndingAt(request, subject, last);
      tellUnreadable(found);
      yield* unseenOf(found);
      if (!isWhole) onUnseen?.(last);
    }
    from = next;
  }
}

/** The first of the times; null where one is not told, as what lies behind it cannot be asked for. */
function earliest(times: readonly (string | null)[]): string | null {
  return times.reduce((a, b) => (a === null || b === null ? null : isBefore(b, a) ? b : a));
}

/** Whether an ISO time is before another, at full precision. */
const isBefore = (a: string, b: string): boolean => adjacentMicrosecond(a, 1) < adjacentMicrosecond(b, 1);

/** The files of one end time that upstream can be made to list, and whether these are all. */
async function filesEndingAt(
  request: ListFilesRequest,
  subject: string,
  time: string,
): Promise<{ readonly found: readonly FilePage[]; readonly isWhole: boolean }> {
  const window = { after: adjacentMicrosecond(time, -1), before: adjacentMicrosecond(time, 1) };
  const pages = await listPages(request, subject, window);
  if (!pages.some(({ hasMore }) => hasMore)) return { found: pages, isWhole: true };
  const others = await listPages(request, subject, { ...window, limit: ANOTHER_LIMIT });
  return { found: [...pages, ...others], isWhole: false };
}

/** The pages of an answer: one, or where upstream sends several documents, each of them. */
async function listPages(
  request: ListFilesRequest,
  subject: string,
  {
    limit = MOST_A_PAGE,
    ...window
  }: { readonly after: string; readonly before?: string; readonly limit?: number },
): Promise<FilePage[]> {
  const pages = await request.http.documents(
    apiRequest({
      ...request,
      query: { event_type: request.source.eventType, ...window, limit: String(limit) },
      subject,
      rateLimit: { name: 'log listings', perMinute: LISTINGS_A_MINUTE },
    }),
    LogPage,
  );
  return pages.map((page) => readPage(page, window.after));
}

/** Saves a log file. Throws `ContractError` when, asked twice, it is not what the listing says, or that does not say: it is then as last received. */
export async function downloadFile(
  request: ReadRequest<LogSource> & { readonly listed: ListedFile; readonly to: string },
): Promise<void> {
  const { http, source, listed, to } = request;
  const subject = `file ${listed.id} of ${source.name}`;
  const asked = apiRequest({
    ...request,
    below: encodeURIComponent(listed.id),
    subject,
    rateLimit: { name: 'log downloads', perMinute: DOWNLOADS_A_MINUTE },
  });
  const sha256Listed = listed.file_sha256.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(sha256Listed)) {
    await http.download(asked, to);
    throw new ContractError(
      `${subject}: its listed checksum is no SHA-256 of 64 hex digits, so nothing tells whether it is whole`,
    );
  }
  let problem = '';
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { bytes, sha256 } = await http.download(asked, to);
    if (sha256 === sha256Listed) return;
    problem =
      bytes === listed.file_size
        ? 'its SHA-256 is not the listed one'
        : `${bytes} bytes received, ${listed.file_size} listed`;
  }
  throw new ContractError(`${subject}: ${problem}`);
}
