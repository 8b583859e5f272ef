import type { HttpRequest } from '../http/http-client.ts';
import type { KeyName, Upstream } from './source.ts';

interface Question {
  readonly key: KeyName;
  /** Path below the API's base, its parts already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What is asked for, for errors. */
  readonly subject: string;
  /** Requests a minute upstream allows for the endpoint, with the endpoint's name. */
  readonly pace?: { readonly name: string; readonly perMinute: number };
}

/** A request to the API with the key the source is read with. */
export function ask(upstream: Upstream, { key, path, query = {}, subject, pace }: Question): HttpRequest {
  const url = new URL(`${upstream.apiBase.replace(/\/+$/, '')}/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const secret = key === 'analytics' ? upstream.analyticsKey : upstream.complianceKey;
  return {
    url,
    subject,
    ...(key !== 'none' && secret !== undefined && { key: secret }),
    ...(pace !== undefined && upstream.paced && { pace }),
  };
}
