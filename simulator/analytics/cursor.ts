import { hex8 } from '../ids.ts';
import { hashText } from '../random.ts';

/** Where a listing goes on: a day, a position in it, and the window as it was resolved on the first page. */
export interface Position {
  readonly start: number;
  readonly end: number;
  readonly day: number;
  readonly index: number;
  /** Which listing this is; restated days count from it. */
  readonly listing: number;
}

/** Opaque to clients: base64url of the position, sealed with a hash of it and of the filters it belongs to. */
export function sealCursor(position: Position, filters: string): string {
  const text = [position.start, position.end, position.day, position.index, position.listing].join('.');
  return Buffer.from(`${text}.${seal(text, filters)}`).toString('base64url');
}

/** Null for anything this server did not hand out for these filters. */
export function openCursor(cursor: string, filters: string): Position | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  const cut = text.lastIndexOf('.');
  if (cut < 0 || text.slice(cut + 1) !== seal(text.slice(0, cut), filters)) return null;
  const [start = 0, end = 0, day = 0, index = 0, listing = 0] = text.slice(0, cut).split('.').map(Number);
  return { start, end, day, index, listing };
}

function seal(text: string, filters: string): string {
  return hex8(hashText(`${text} ${filters}`));
}
