import { ContractError } from '../../http/errors.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { ask } from '../api-request.ts';
import type { LogSource, Upstream } from '../source.ts';
import { justBefore } from './just-before.ts';
import { type LogFile, LogPage } from './schema.ts';

/** Upstream allows 50 downloads a minute; of listings it says only that there is a limit. */
const DOWNLOADS_A_MINUTE = 50;
const LISTINGS_A_MINUTE = 100;

/** Files whose window ended after `after` (ISO), oldest first, each once. Throws `ContractError` when pages do not end. */
export async function* listFiles(
  http: HttpClient,
  upstream: Upstream,
  source: LogSource,
  scopeId: string,
  after: string,
): AsyncIterable<LogFile> {
  const seen = new Set<string>();
  let from = after;
  for (;;) {
    const { value } = await http.json(
      ask(upstream, {
        key: source.key,
        path: logsPath(source, scopeId),
        query: { event_type: source.eventType, after: from, limit: '100' },
        subject: `list of ${source.name} files`,
        pace: { name: 'log listings', perMinute: LISTINGS_A_MINUTE },
      }),
      LogPage,
    );
    const fresh = value.data.filter(({ id }) => !seen.has(id));
    for (const file of fresh) {
      seen.add(file.id);
      yield file;
    }
    if (!value.has_more) return;
    const last = value.last_end_time;
    if (last == null || fresh.length === 0) {
      throw new ContractError(
        `list of ${source.name} files: more promised behind ${from}, but the list does not go on`,
      );
    }
    // A page full of one end time cannot be re-listed from before it.
    const allOne = value.data.every(({ end_time }) => end_time === last);
    from = allOne ? last : justBefore(last);
  }
}

/** Saves a log file. Throws `ContractError` when, asked twice, it is not what the listing says: the file is then as last received. */
export async function downloadFile(
  http: HttpClient,
  upstream: Upstream,
  source: LogSource,
  scopeId: string,
  listed: LogFile,
  to: string,
): Promise<void> {
  const asked = ask(upstream, {
    key: source.key,
    path: `${logsPath(source, scopeId)}/${encodeURIComponent(listed.id)}`,
    subject: `file ${listed.id} of ${source.name}`,
    pace: { name: 'log downloads', perMinute: DOWNLOADS_A_MINUTE },
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
  throw new ContractError(`file ${listed.id} of ${source.name}: ${problem}`);
}

export function logsPath(source: LogSource, scopeId: string): string {
  const scope = source.scope === 'organization' ? 'organizations' : 'workspaces';
  return `compliance/${scope}/${encodeURIComponent(scopeId)}/logs`;
}
