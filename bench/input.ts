import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { codexLogLines } from '../simulator/codex-log-lines.ts';
import { createCompany } from '../simulator/company/company.ts';
import { addDays } from '../src/tables/utc-day.ts';

/** A log file made for the benchmark, as upstream would list it. */
export interface InputFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly endTime: string;
}

/** Upstream's files are of at most this size. */
export const FILE_BYTES = 15_000_000;
const FIRST_DAY = '2026-10-05';

/** A day of CODEX_LOG of the simulated company, as far as asked for, in files of the size. @default upstream's largest */
export async function makeInput(
  folder: string,
  megabytes: number,
  fileBytes = FILE_BYTES,
): Promise<InputFile[]> {
  await mkdir(folder, { recursive: true });
  // A company so large that one day is enough: what is measured is the making of one partition.
  const company = createCompany({ seed: 'bench', people: 60_000 });
  const files: InputFile[] = [];
  let chunk: string[] = [];
  let size = 0;
  let total = 0;
  for (let day = FIRST_DAY; total < megabytes * 1e6; day = addDays(day, 1)) {
    for (const line of codexLogLines(company, day)) {
      chunk.push(line);
      size += line.length + 1;
      if (size < fileBytes) continue;
      total += size;
      files.push(await writeFile(folder, files.length, day, chunk));
      chunk = [];
      size = 0;
      if (total >= megabytes * 1e6) break;
    }
  }
  return files;
}

async function writeFile(
  folder: string,
  index: number,
  day: string,
  lines: readonly string[],
): Promise<InputFile> {
  const id = `bench_${String(index).padStart(5, '0')}`;
  const path = join(folder, `${id}.jsonl`);
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const out = createWriteStream(path);
  out.end(bytes);
  await finished(out);
  const endTime = `${day}T${String(Math.floor(index / 60) % 24).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}:00.000000Z`;
  return { id, path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), endTime };
}
