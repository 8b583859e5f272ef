import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Upstream } from '../../harness/pull-fixture.ts';
import type { PlantedRecords } from './planted-records.ts';

/** An upstream with one page or one file of everything. Each third record has all its letters beyond a to z escaped. */
export async function startPlantedUpstream(
  records: PlantedRecords,
): Promise<Upstream & { close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    const body = answer(records, url);
    response.setHeader('content-type', 'application/json');
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    apiBase: `http://127.0.0.1:${address.port}/v1`,
    rangesBase: `http://127.0.0.1:${address.port}`,
    analyticsKey: 'analytics',
    complianceKey: 'compliance',
    workspaceId: 'ws-planted',
    organizationId: 'org-planted',
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(
  { logs, days, lists, prefixes }: PlantedRecords,
  { pathname, searchParams }: URL,
): string | undefined {
  const [last = ''] = pathname.split('/').slice(-1);
  if (last === 'chatgpt-agents.json')
    return `{"creationTime":"2026-11-18T10:00:00.000001","prefixes":${jsonOf(prefixes)}}`;
  const file = /\/logs\/file_(\w+)$/.exec(pathname)?.[1];
  if (file !== undefined) return linesOf(logs[file]);
  if (last === 'logs') {
    const type = searchParams.get('event_type') ?? '';
    const isListed = logs[type] !== undefined && (searchParams.get('after') ?? '') < END;
    return JSON.stringify({
      data: isListed ? [listed(type, linesOf(logs[type]))] : [],
      has_more: false,
      last_end_time: isListed ? END : null,
    });
  }
  const figures = last === 'usage' && searchParams.get('group') === 'workspace' ? 'usage_workspace' : last;
  const found = Object.entries({ ...days, ...lists }).find(([name]) => name === figures)?.[1];
  return found && `{"object":"page","has_more":false,"data":${jsonOf(found)}}`;
}

const END = '2026-11-18T10:10:00.000000Z';

function listed(type: string, body: string) {
  return {
    id: `file_${type}`,
    event_type: type,
    end_time: END,
    file_name: `${type}.jsonl`,
    file_size: Buffer.byteLength(body),
    file_sha256: createHash('sha256').update(body).digest('hex'),
  };
}

const linesOf = (records: readonly object[] = []): string =>
  records.map((record, i) => `${textOf(record, i)}\n`).join('');
const jsonOf = (records: readonly object[]): string => `[${records.map(textOf).join(',')}]`;

function textOf(record: object, i: number): string {
  const json = JSON.stringify(record);
  if (i % 3 !== 2) return json;
  return json.replace(/[^ -~]|wombat/g, (text) =>
    [...Array(text.length).keys()]
      .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
