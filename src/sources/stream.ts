import type { DaySource, ListSource, LogSource, Source } from './source.ts';

/** One source of one workspace, organization or feed. */
export interface Stream<S extends Source = Source> {
  readonly source: S;
  readonly scopeId: string;
}

type OfKind = { readonly days: DaySource; readonly log: LogSource; readonly list: ListSource };

export function isOf<K extends Source['kind']>(stream: Stream, kind: K): stream is Stream<OfKind[K]> {
  return stream.source.kind === kind;
}

/** Name of a stream's objects in the tables it shares with others. */
export function streamName({ source, scopeId }: Stream): string {
  return `${scopeId}-${source.name}`;
}
