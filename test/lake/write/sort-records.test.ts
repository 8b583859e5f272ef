import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalRecords } from '../../../src/lake/write/canonical-records.ts';
import { sortRecords } from '../../../src/lake/write/sort-records.ts';
import { withFolder } from '../../harness/pull-fixture.ts';

async function* pagesOf(pages: readonly (readonly string[])[]): AsyncIterable<readonly string[]> {
  yield* pages;
}

/** JSON as it may come: over several lines, long, with what ends a line elsewhere, and with characters of four bytes. */
const record = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '{\n  "a": 1,\r\n  "b": 2\r\n}',
    '"\u2028"',
    '"\u2029"',
    '"\uff0c"',
    '"\u{1f680}"',
    'null',
    '',
  ),
  fc.constant(JSON.stringify('🚀'.repeat(20_000))),
);
const pages = fc.array(fc.array(record, { maxLength: 8 }), { maxLength: 12 });

it('records are the same lines with the same hash, sorted at once or piece by piece on disk', async () => {
  await withFolder((workDir) =>
    fc.assert(
      fc.asyncProperty(pages, fc.integer({ min: 1, max: 300 }), async (pages, pieceLength) => {
        const { lines, ...canonical } = canonicalRecords(pages.flat());
        await using sorted = await sortRecords({ workDir }, pagesOf(pages), pieceLength);
        const { file, rows, bytes, hash } = sorted;
        const saved = await readFile(file);
        expect({ rows, bytes, hash }).toEqual(canonical);
        expect(saved.toString()).toBe(lines.map((line) => `${line}\n`).join(''));
        expect([saved.length, createHash('sha256').update(saved).digest('hex')]).toEqual([bytes, hash]);
      }),
      { numRuns: 200 },
    ),
  );
});

it('a list keeps the hash it has in ledgers: its records in the order of UTF-16, in which emoji stand before full-width signs', async () => {
  const records = ['{"id":"，"}', '{"id":"🚀"}', '{"id":"a"}', '{"id":"🚀"}'];
  await withFolder(async (workDir) => {
    for (const pieceLength of [1, 1000]) {
      await using sorted = await sortRecords({ workDir }, pagesOf(records.map((one) => [one])), pieceLength);
      expect(await readFile(sorted.file, 'utf8')).toBe('{"id":"a"}\n{"id":"🚀"}\n{"id":"，"}\n');
      expect(sorted.hash).toBe('a04550fbe5ee701dbb38da2a0a2caf29ee03436743cbfbafc936b6cd7e827528');
    }
  });
});

it('what was read is on disk before more is asked for, and nothing of it is left when it is disposed of', async () => {
  await withFolder(async (workDir) => {
    const files: number[] = [];
    async function* counting(): AsyncIterable<readonly string[]> {
      for (let page = 0; page < 4; page++) {
        files.push((await readdir(workDir)).length);
        yield [`{"page":${page}}`];
      }
    }
    {
      await using sorted = await sortRecords({ workDir }, counting(), 20);
      expect(files).toEqual([0, 0, 1, 1]);
      expect([sorted.rows, (await readdir(workDir)).length]).toEqual([4, 1]);
    }
    expect(await readdir(workDir)).toEqual([]);
  });
});

it('nothing is left on disk of a list that breaks off', async () => {
  await withFolder(async (workDir) => {
    async function* broken(): AsyncIterable<readonly string[]> {
      yield ['{"page":1}'];
      throw new Error('the connection failed');
    }
    await expect(sortRecords({ workDir }, broken(), 1)).rejects.toThrow('the connection failed');
    expect(await readdir(workDir)).toEqual([]);
  });
});
