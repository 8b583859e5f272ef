import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import type { Route } from './routes.ts';
import type { Validator } from './validate.ts';

/** What came back over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the connection held to its end. */
  readonly whole: boolean;
}

/** What a listing says of a file's content. */
export interface ListedFile {
  readonly id: string;
  readonly file_size: number;
  readonly file_sha256: string;
}

const Found = z.array(z.object({ location: z.array(z.string()), code: z.union([z.string(), z.number()]) }));
/** What the proxy passes over: a status no one named, and a good answer of another type, or one that is no JSON. */
export function* answerViolations(
  { status, headers, body }: Answer,
  route: Route | undefined,
): Iterable<string> {
  const types = route?.types.get(status);
  if (types === undefined) yield `answer: status ${status} is not in the document`;
  if (status !== 200 || types === undefined) return;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (!types.includes(type) && !types.includes('*/*')) yield `answer: type ${type} is not in the document`;
  if (!isJson(body)) yield 'answer: not JSON';
}

/** What the proxy says is not as the document has it: the keyword and the field, a status, or a type of content. */
export function proxyViolations(found: string | string[] | undefined, { status, headers }: Answer): string[] {
  if (/problem\+json/.test(headers['content-type'] ?? '')) return [`the proxy itself answers ${status}`];
  if (typeof found !== 'string') return [];
  const kinds = Found.parse(JSON.parse(found)).map(({ location: [side, part, ...path], code }) => {
    const field = path.findLast((name) => !/^\d+$/.test(name));
    return `${side} ${part}: ${code} ${field ?? 'at its top'}`;
  });
  return [...new Set(kinds)];
}

export function* fileViolations(
  { status, body, whole }: Answer,
  file: ListedFile | undefined,
): Iterable<string> {
  if (!whole) yield 'file: broken off';
  else if (status !== 200) yield `file: signed address answers ${status}`;
  else if (file === undefined) yield 'file: not listed';
  else if (body.length !== file.file_size) yield 'file: not of the listed size';
  else if (createHash('sha256').update(body).digest('hex') !== file.file_sha256)
    yield 'file: not of the listed checksum';
}

export function linesOf(body: Buffer): string[] {
  const lines = body.toString().split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

export function lineViolations(line: string, { lineViolations: of }: Validator): string[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return ['line: not one JSON document'];
  }
  const kinds = of(value).map(
    ({ keyword, path }) => `line: ${keyword} ${path.split('/').at(-1) || 'at its top'}`,
  );
  return [...new Set(kinds)];
}

export function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
