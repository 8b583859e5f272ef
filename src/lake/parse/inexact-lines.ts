import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { mapInexact } from '../../json/exact-number.ts';
import { mapBetweenStrings } from '../../json/json-text.ts';
import { MAX_RECORD_BYTES } from './strict-read.ts';

/** Digits of the shortest number that a double may change. */
const MANY_DIGITS = 16;

const CHUNK_BYTES = 1 << 20;

/**
 * Why the engine would not read a file of JSON lines as it was sent; undefined where it does. DuckDB takes numbers with a fraction
 * for doubles without a word, and lines somewhat longer than it is told to. Most bytes are not looked at: of a run of sixteen
 * digits one stands at every sixteenth place.
 */
export async function whyNotExact(file: string): Promise<string | undefined> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  // A stream takes a buffer of that size for each file, and most files are of a few kilobytes.
  const highWaterMark = Math.min((await stat(file)).size + 1, CHUNK_BYTES);
  for await (const chunk of createReadStream(file, { highWaterMark }) as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(10) + 1;
    if (heldBytes + (end === 0 ? chunk.length : chunk.indexOf(10)) > MAX_RECORD_BYTES) return TOO_LONG;
    if (end > 0) {
      const lines =
        held.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...held, chunk.subarray(0, end)]);
      if (changesNumbers(lines)) return INEXACT;
      held = [];
      heldBytes = 0;
    }
    held.push(chunk.subarray(end));
    heldBytes += chunk.length - end;
  }
  return changesNumbers(Buffer.concat(held)) ? INEXACT : undefined;
}

const TOO_LONG = 'a line longer than a record may be';
const INEXACT = 'a number with more digits than the engine keeps';

function changesNumbers(lines: Buffer): boolean {
  return lookInto(lines, MANY_DIGITS, hasManyDigits) || lookInto(lines, 3, hasLongExponent);
}

/** Tries every `step`th byte, and reads the lines of those that pass. Each line is read once at most. */
function lookInto(lines: Buffer, step: number, isSuspect: (lines: Buffer, at: number) => boolean): boolean {
  for (let at = step - 1; at < lines.length; at += step) {
    if (!isSuspect(lines, at)) continue;
    const from = lines.lastIndexOf(10, at) + 1;
    const to = lines.indexOf(10, at);
    const end = to < 0 ? lines.length : to;
    if (holdsInexact(lines.toString('latin1', from, end))) return true;
    at = end;
  }
  return false;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
const isDigitOrPoint = (byte: number | undefined): boolean => isDigit(byte) || byte === 46;
const isSign = (byte: number | undefined): boolean => byte === 43 || byte === 45;
const isE = (byte: number | undefined): boolean => byte === 69 || byte === 101;

function hasManyDigits(lines: Buffer, at: number): boolean {
  if (!isDigitOrPoint(lines[at])) return false;
  let from = at;
  let to = at;
  while (isDigitOrPoint(lines[from - 1])) from--;
  while (to - from < MANY_DIGITS && isDigitOrPoint(lines[to + 1])) to++;
  return to - from + 1 >= MANY_DIGITS;
}

/** Whether three digits of an exponent are here: `5e-324`. */
function hasLongExponent(lines: Buffer, at: number): boolean {
  if (!isDigit(lines[at])) return false;
  let from = at;
  while (at - from < 3 && isDigit(lines[from - 1])) from--;
  const e = isSign(lines[from - 1]) ? from - 2 : from - 1;
  return isE(lines[e]) && isDigit(lines[e - 1]) && isDigit(lines[from + 1]) && isDigit(lines[from + 2]);
}

function holdsInexact(line: string): boolean {
  let found = false;
  mapBetweenStrings(line, (piece) =>
    mapInexact(piece, (number) => {
      found ||= /\d/.test(number);
      return number;
    }),
  );
  return found;
}
