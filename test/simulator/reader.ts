import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Simulator } from '../../simulator/simulator.ts';

/** A client with no manners at all: one request, no retries, and whatever came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export const Page = z.looseObject({
  object: z.literal('page'),
  data: z.array(z.looseObject({ object: z.string(), start_time: z.int(), end_time: z.int() })),
  has_more: z.boolean(),
  next_page: z.string().nullable(),
});
export const UsageRow = z.looseObject({
  object: z.literal('workspace.codex.usage.result'),
  start_time: z.int(),
  end_time: z.int(),
  user_id: z.string().nullable(),
  actor: z.looseObject({ user_id: z.string(), email: z.string().nullish() }).nullable(),
  totals: z.looseObject({ threads: z.int(), turns: z.int(), credits: z.number() }),
  clients: z.array(z.looseObject({ client_id: z.string(), threads: z.int(), turns: z.int() })),
  models: z.array(z.looseObject({ model: z.string(), speed: z.string().nullable() })).nullable(),
  code_attribution: z.looseObject({}).nullable(),
});
export type UsageRow = z.infer<typeof UsageRow>;
export const FileMeta = z.strictObject({
  id: z.string(),
  event_type: z.string(),
  end_time: z.string(),
  file_name: z.string(),
  file_size: z.int(),
  file_sha256: z.string().length(64),
});
export type FileMeta = z.infer<typeof FileMeta>;
export const FileList = z.strictObject({
  data: z.array(FileMeta),
  has_more: z.boolean(),
  last_end_time: z.string().nullable(),
});
export const Event = z.looseObject({
  event_id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  event_type: z.string().optional(),
});

export class Reader {
  readonly simulator: Simulator;
  readonly analytics: string;
  readonly compliance: string;
  readonly organization: string;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.analytics = `${simulator.apiBase}/analytics/codex/workspaces/${simulator.workspaceId}`;
    this.compliance = `${simulator.apiBase}/compliance/workspaces/${simulator.workspaceId}`;
    this.organization = `${simulator.apiBase}/compliance/organizations/${simulator.organizationId}`;
  }

  /** With the key that the address asks for, unless another is given; `null` sends none. */
  async get(url: string, key?: string | null, headers: Record<string, string> = {}): Promise<Answer> {
    const right = url.includes('/analytics/') ? this.simulator.analyticsKey : this.simulator.complianceKey;
    const authorization = key === null ? {} : { authorization: `Bearer ${key ?? right}` };
    const response = await fetch(url, { redirect: 'manual', headers: { ...authorization, ...headers } });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async json(url: string): Promise<unknown> {
    const answer = await this.get(url);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  }

  async usage(query: string): Promise<UsageRow[]> {
    const rows: UsageRow[] = [];
    for (let page = ''; ; ) {
      const answer = Page.parse(await this.json(`${this.analytics}/usage?${query}${page}`));
      rows.push(...answer.data.map((row) => UsageRow.parse(row)));
      if (!answer.has_more) return rows;
      page = `&page=${answer.next_page}`;
    }
  }

  async files(type: string, after: string, limit = 100): Promise<FileMeta[]> {
    const base = type === 'COSTS' ? this.organization : this.compliance;
    const files: FileMeta[] = [];
    for (let from = after; ; ) {
      const query = `event_type=${type}&after=${encodeURIComponent(from)}&limit=${limit}`;
      const list = FileList.parse(await this.json(`${base}/logs?${query}`));
      files.push(...list.data);
      if (!list.has_more || list.last_end_time === null) return files;
      from = list.last_end_time;
    }
  }

  /** The signed address of a file. */
  async address(file: FileMeta): Promise<string> {
    const base = file.event_type === 'COSTS' ? this.organization : this.compliance;
    const answer = await this.get(`${base}/logs/${file.id}`);
    if (answer.status !== 307) throw new Error(`${answer.status} ${answer.text}`);
    return answer.headers.get('location') ?? '';
  }

  async download(file: FileMeta): Promise<string> {
    const answer = await this.get(await this.address(file), null);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer.text;
  }

  async events(file: FileMeta): Promise<z.infer<typeof Event>[]> {
    const lines = (await this.download(file)).split('\n').filter((line) => line !== '');
    return lines.map((line) => Event.parse(JSON.parse(line)));
  }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
