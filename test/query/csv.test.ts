import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { fileLiteral } from '../../src/lake/engine/file-literal.ts';
import { csvText } from '../../src/query/csv.ts';
import { csvOf } from '../../src/report/page/csv.ts';
import { withFolder } from '../harness/pull-fixture.ts';

const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '−'];
const BEFORE = [
  '',
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\ufeff',
  '\u0000',
  '\u202e',
  ' \n\t ',
];

/** A text of any signs, often one that a spreadsheet would run. NUL and byte order marks are left out: the reader takes neither for text. */
const text = fc
  .tuple(
    fc.constantFrom('', ...BEFORE.filter((sign) => sign !== '\u0000')),
    fc.constantFrom('', ...SIGNS),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[",;\r\n\t =a1']*$/)),
  )
  .map((parts) => parts.join('').replaceAll(/[\0\ufeff]/g, ''));

describe('CSV', () => {
  it.each(SIGNS)('has a mark before a text that starts with %s, whatever stands before the sign', (sign) => {
    for (const before of BEFORE) {
      const cell = `${before}${sign}HYPERLINK("x")`;
      expect(csvText(['a'], [[cell]])).toBe(`a\r\n"'${cell.replaceAll('"', '""')}"\r\n`);
      expect(csvText([cell], [])).toBe(`"'${cell.replaceAll('"', '""')}"\r\n`);
    }
  });

  it.each(['-1', '-1.50', '-12345678901234567890', '2e-7', 'a=b', '1-2', "'=x", ''])(
    'leaves %s as it is',
    (cell) => {
      expect(csvText(['a'], [[cell]])).toBe(`a\r\n${cell}\r\n`);
    },
  );

  it.each(['-1+1', '+1', '-A1', '--1', '-1e', '-.5-A1'])(
    'has a mark before %s, which is no number',
    (cell) => {
      expect(csvText(['a'], [[cell]])).toBe(`a\r\n'${cell}\r\n`);
    },
  );

  it('is written alike by the command line and the report', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.oneof(fc.integer(), fc.constant(null), text))), (rows) => {
        const columns = ['a', 'b'].map((name) => ({
          name,
          label: name.toUpperCase(),
          kind: 'text' as const,
        }));
        const sheet = { columns, rows: rows.map(([a, b]) => ({ a, b })) };
        expect(csvOf(sheet)).toBe(csvText(['a', 'b'], rows));
      }),
    );
  });

  it('is read back by another reader as what was written, with no cell that a spreadsheet runs', async () => {
    await withFolder(async (folder) => {
      const duckdb = await openDuckDb({ workDir: folder });
      const file = join(folder, 'a.csv');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 8 }), async (rows) => {
          await writeFile(file, csvText(['a', 'b'], rows));
          const read = await duckdb.rows(
            `FROM read_csv(${fileLiteral(file)}, header = true, columns = {'a': 'VARCHAR', 'b': 'VARCHAR'}, quote = '"', escape = '"',
              delim = ',', new_line = '\\r\\n', auto_detect = false, force_not_null = ['a', 'b'])`,
          );
          expect(read).toHaveLength(rows.length);
          for (const [index, [a, b]] of rows.entries())
            for (const [was, is] of [
              [a, read[index]?.a],
              [b, read[index]?.b],
            ]) {
              expect([was, `'${was}`]).toContain(is);
              expect(String(is).trim().normalize('NFKC')).not.toMatch(/^[=+@]|^-(?![\d.]+$)/);
            }
        }),
      );
      duckdb.close();
    });
  });
});
