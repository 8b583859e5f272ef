import { hex8 } from '../ids.ts';
import { mix } from '../random.ts';
import { LOG_TYPES, type LogType } from './log-types.ts';

export interface FilePlace {
  readonly type: LogType;
  /** 10-minute windows since 1970. */
  readonly window: number;
  /** A window's second, third… file. */
  readonly part: number;
}

const PATTERN = /^eclf_([0-9a-f]{8})([0-9a-f]{8})([0-9a-f]{8})$/;

/** File ids say where the file is, scrambled, so that none has to be remembered. */
export function fileId(companyHash: number, { type, window, part }: FilePlace): string {
  const where = ((LOG_TYPES.indexOf(type) << 8) | part) >>> 0;
  const check = mix(mix(mix(companyHash, 0xf11e), window), where);
  return `eclf_${hex8(check)}${hex8((window ^ check) >>> 0)}${hex8((where ^ mix(check, 1)) >>> 0)}`;
}

/** `malformed` is no id at all; null is a well-formed id that names no file of this company. */
export function fileAt(companyHash: number, id: string): FilePlace | null | 'malformed' {
  const match = PATTERN.exec(id);
  if (!match) return 'malformed';
  const [check = 0, first = 0, second = 0] = match.slice(1).map((hex) => Number.parseInt(hex, 16));
  const window = (first ^ check) >>> 0;
  const where = (second ^ mix(check, 1)) >>> 0;
  const type = LOG_TYPES[where >>> 8];
  if (!type) return null;
  const place = { type, window, part: where & 0xff };
  return fileId(companyHash, place) === id ? place : null;
}
