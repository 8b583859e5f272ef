import type { HttpClient } from '../http/http-client.ts';
import type { Upstream } from './source.ts';

export interface ListRequest {
  readonly http: HttpClient;
  readonly upstream: Upstream;
  readonly scopeId: string;
  /** Latest change the lake knows of, in milliseconds; undefined when it has nothing or wants everything. */
  readonly known: number | undefined;
}

/** What a list source read: each record as JSON text, and the version of the whole where upstream gives one. */
interface ListAnswer {
  readonly rows: readonly string[];
  readonly version?: string;
}

export type ReadList = (question: ListRequest) => Promise<ListAnswer>;
