import { ContractError } from '../../http/errors.ts';
import { apiRequest, pageGuard } from '../api-request.ts';
import type { ListedFile, LogSource, ReadRequest } from '../source.ts';
import { justBefore } from './just-before.ts';
import { LogPage } from './schema.ts';

/** Upstream allows 50 downloads a minute; of listings it says only that there is a limit. */
const DOWNLOADS_A_MINUTE = 50;
const LISTINGS_A_MINUTE = 100;

/** Files whose window ended after `after` (ISO), oldest first, each once. Throws `ContractError` when pages do not end. */
export async function* listFiles(
  request: ReadRequest<LogSource> & { readonly after: string },
): AsyncIterable<ListedFile> {
  const { http, upstream, source, after } = request;
  const subject = `list of ${source.name} files`;
  const guard = pageGuard(upstream, subject);
  const seen = new Set<string>();
  let from = after;
  for (;;) {
    const { text, value } = await http.json(
      apiRequest({
        ...request,
        query: { event_type: source.eventType, after: from, limit: '100' },
        subject,
        rateLimit: { name: 'log listings', perMinute: LISTINGS_A_MINUTE },
      }),
      LogPage,
    );
    guard.page(text);
    guard.release();
    const fresh = value.data.filter(({ id }) => !seen.has(id));
    for (const file of fresh) {
      seen.add(file.id);
      yield file;
    }
    if (!value.has_more) return;
    const last = value.last_end_time;
    if (last == null || fresh.length === 0) {
      throw new ContractError(`${subject}: more promised behind ${from}, but the list does not go on`);
    }
    // A page full of one end time cannot be re-listed from before it.
    const allOne = value.data.every(({ end_time }) => end_time === last);
    from = allOne ? last : justBefore(last);
  }
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
