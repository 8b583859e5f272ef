import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InputFile } from './input.ts';

/** Serves the input as the compliance API does: a list of files in pages, and each file behind a redirect. */
export async function serve(
  files: readonly InputFile[],
): Promise<{ readonly apiBase: string; downloads(): number; close(): void }> {
  let downloads = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const signed = /^\/signed\/(.+)$/.exec(url.pathname)?.[1];
    const asked = /\/logs\/(.+)$/.exec(url.pathname)?.[1];
    const file = files.find(({ id }) => id === (signed ?? asked));
    if (signed !== undefined && file !== undefined) {
      downloads++;
      response.writeHead(200, { 'content-length': file.bytes });
      createReadStream(file.path).pipe(response);
    } else if (file !== undefined) {
      response.writeHead(307, { location: `/signed/${file.id}` }).end();
    } else {
      const after = url.searchParams.get('after') ?? '';
      const page = files.filter(({ endTime }) => endTime > after).slice(0, 100);
      const last = page.at(-1)?.endTime ?? null;
      const data = page.map(({ id, bytes, sha256, endTime }) => ({
        id,
        event_type: 'CODEX_LOG',
        end_time: endTime,
        file_name: `${id}.jsonl`,
        file_size: bytes,
        file_sha256: sha256,
      }));
      response.end(
        JSON.stringify({
          data,
          has_more: last !== null && last !== files.at(-1)?.endTime,
          last_end_time: last,
        }),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { apiBase: `http://127.0.0.1:${port}/v1`, downloads: () => downloads, close: () => server.close() };
}
