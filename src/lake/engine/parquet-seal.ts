import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';

/**
 * A Parquet file of ours carries a SHA-256 of all its other bytes, so that one flipped byte is told from what was written, in a
 * folder as in S3, and wherever the file is copied to. It stands between the last row group and the footer, where readers go by
 * offsets and pass over it: Parquet has page checksums in its specification, but DuckDB writes none.
 * https://parquet.apache.org/docs/file-format/
 */
const MAGIC = Buffer.from([0xff, 0x43, 0x4c, 0x53, 0x45, 0x41, 0x4c, 0xfe]);
const SEAL_BYTES = MAGIC.length + 32;

const PARQUET_MAGIC = 'PAR1';
/** Length of the footer in four bytes, and the magic. */
const TAIL_BYTES = 8;

/** Adds the checksum to a local Parquet file. One that has it stays as it is. */
export async function sealParquet(file: string): Promise<void> {
  const bytes = await readFile(file);
  const footer = footerStart(bytes);
  if (footer === undefined) throw new Error('file to be sealed: no Parquet');
  if (isSealedAt(bytes, footer)) return;
  const seal = Buffer.concat([MAGIC, digest(bytes.subarray(0, footer), bytes.subarray(footer))]);
  const handle = await open(file, 'r+');
  try {
    await handle.write(Buffer.concat([seal, bytes.subarray(footer)]), 0, undefined, footer);
  } finally {
    await handle.close();
  }
}

/** What is wrong with the bytes of a Parquet object, and whether they carry a checksum to tell by. */
export interface ParquetCheck {
  /** undefined when nothing is. */
  readonly problem?: string;
  readonly isSealed: boolean;
}

/** Looks at the bytes of a Parquet object: whether both its ends are there, and whether they are what was written. */
export function checkParquet(bytes: Buffer): ParquetCheck {
  if (bytes.length === 0) return { problem: 'is empty', isSealed: false };
  const footer = footerStart(bytes);
  if (footer === undefined)
    return { problem: `is cut or no Parquet: ${bytes.length} bytes without its end`, isSealed: false };
  const at = footer - SEAL_BYTES;
  const flipped = { problem: 'holds other bytes than were written: its SHA-256 differs', isSealed: true };
  if (isSealedAt(bytes, footer)) {
    const isWhole = digest(bytes.subarray(0, at), bytes.subarray(footer)).equals(sealOf(bytes, footer));
    return isWhole ? { isSealed: true } : flipped;
  }
  // Where a byte of the length or of the seal's own name flipped, the seal is not where it is looked for, but there.
  if (bytes.lastIndexOf(MAGIC) >= 0) return flipped;
  if (at > 0 && digest(bytes.subarray(0, at), bytes.subarray(footer)).equals(sealOf(bytes, footer)))
    return flipped;
  return { isSealed: false };
}

/** Where the footer begins; undefined where the bytes are no whole Parquet file. */
function footerStart(bytes: Buffer): number | undefined {
  const ends = [bytes.subarray(0, 4), bytes.subarray(-4)].map((end) => end.toString('latin1'));
  if (bytes.length < 4 + TAIL_BYTES || ends.some((end) => end !== PARQUET_MAGIC)) return undefined;
  const start = bytes.length - TAIL_BYTES - bytes.readUInt32LE(bytes.length - TAIL_BYTES);
  return start < 4 ? undefined : start;
}

function isSealedAt(bytes: Buffer, footer: number): boolean {
  const at = footer - SEAL_BYTES;
  return at > 0 && bytes.subarray(at, at + MAGIC.length).equals(MAGIC);
}

const sealOf = (bytes: Buffer, footer: number): Buffer => bytes.subarray(footer - 32, footer);

function digest(...pieces: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
