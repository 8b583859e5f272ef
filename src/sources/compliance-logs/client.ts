import { ContractError } from '../../http/errors.ts';
import { apiRequest, pageGuard } from '../api-request.ts';
import type { ListedFile, ListFilesRequest, LogSource, ReadRequest } from '../source.ts';
import { adjacentMicrosecond } from './adjacent-microsecond.ts';
import { LogPage } from './schema.ts';

/** Upstream allows 50 downloads a minute; of listings it says only that there is a limit. */
const DOWNLOADS_A_MINUTE = 50;
const LISTINGS_A_MINUTE = 100;

const MOST_A_PAGE = 100;
/** Where a page is full of one end time it is asked for again with another limit, in case another order shows other files. */
const ANOTHER_LIMIT = 50;

/** Files whose window ended after `after` (ISO), oldest first, each once. Throws `ContractError` when pages do not end. */
export async function* listFiles(request: ListFilesRequest): AsyncIterable<ListedFile> {
  const { upstream, source, after, onUnseen } = request;
  const subject = `list of ${source.name} files`;
  const guard = pageGuard(upstream, subject);
  const seen = new Set<string>();
  const unseenOf = (files: readonly ListedFile[]) => files.filter(({ id }) => !seen.has(id) && seen.add(id));
  let from = after;
  for (;;) {
    const page = await listPage(request, subject, { after: from });
    guard.page('');
    const fresh = unseenOf(page.data);
    yield* fresh;
    if (!page.has_more) return;
    const last = page.last_end_time;
    if (last == null || fresh.length === 0)
      throw new ContractError(`${subject}: more promised behind ${from}, but the list does not go on`);
    const isOneTime = page.data.every(({ end_time }) => end_time === last);
    // A cursor of time steps over what shares the time of a full page, so that time is looked at by itself.
    if (isOneTime) {
      const { files, isWhole } = await filesEndingAt(request, subject, last);
      yield* unseenOf(files);
      if (!isWhole) onUnseen?.(last);
    }
    from = isOneTime ? last : adjacentMicrosecond(last, -1);
  }
}

/** The files of one end time that upstream can be made to list, and whether these are all. */
async function filesEndingAt(
  request: ListFilesRequest,
  subject: string,
  time: string,
): Promise<{ readonly files: readonly ListedFile[]; readonly isWhole: boolean }> {
  const window = { after: adjacentMicrosecond(time, -1), before: adjacentMicrosecond(time, 1) };
  const page = await listPage(request, subject, window);
  if (!page.has_more) return { files: page.data, isWhole: true };
  const other = await listPage(request, subject, { ...window, limit: ANOTHER_LIMIT });
  return { files: [...page.data, ...other.data], isWhole: false };
}

async function listPage(
  request: ListFilesRequest,
  subject: string,
  {
    limit = MOST_A_PAGE,
    ...window
  }: { readonly after: string; readonly before?: string; readonly limit?: number },
): Promise<LogPage> {
  const { value } = await request.http.json(
    apiRequest({
      ...request,
      query: { event_type: request.source.eventType, ...window, limit: String(limit) },
      subject,
      rateLimit: { name: 'log listings', perMinute: LISTINGS_A_MINUTE },
    }),
    LogPage,
  );
  return value;
}

/** Saves a log file. Throws `ContractError` when, asked twice, it is not what the listing says: the file is then as last received. */
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
  let problem = '';
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { bytes, sha256 } = await http.download(asked, to);
    if (sha256 === listed.file_sha256.toLowerCase()) return;
    problem =
      bytes === listed.file_size
        ? 'its SHA-256 is not the listed one'
        : `${bytes} bytes received, ${listed.file_size} listed`;
  }
  throw new ContractError(`${subject}: ${problem}`);
}
