import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { visible } from '../../src/cli/escape-control-characters.ts';
import { note, print, printJson, printRows, textTable } from '../../src/cli/output.ts';
import { showProgress } from '../../src/cli/progress.ts';
import { newCounters } from '../../src/ledger/run-counters.ts';
import { userList } from '../../src/sources/users/source.ts';

/** What a terminal obeys, or shows as something else than it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

const HOSTILE = [
  '\u001b[2J\u001b[1;1Hroot@host:~# ',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u001b\\',
  '\u009b31m',
  'a\rb',
  'a\bb\u007f',
  'user\u202eexe.txt',
  '\u2066a\u2069',
  'one\ntwo',
  'a\tb',
  '\u0000',
  '\u2028',
];
const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\u001b', '[', 'm', ';', '1', '\u009b', '\r', '\n'))
    .map((signs) => signs.join('')),
);

/** What is written to a terminal or a file. */
function captured(isTTY: boolean) {
  let written = '';
  return {
    isTTY,
    write(some: string) {
      written += some;
    },
    text: () => written,
  };
}

afterEach(() => vi.restoreAllMocks());

describe('text of others on a terminal', () => {
  it('is spelled out where it would command, hide or turn round', () => {
    expect(visible('a\u001b[31mb\r\n\t\u0085\u202e\u{e0041}')).toBe(
      'a\\x1b[31mb\\r\\n\\t\\x85\\u202e\\u{e0041}',
    );
    expect(visible('Ærøskøbing, עברית, नमस्ते, 日本, 👩‍💻')).toBe('Ærøskøbing, עברית, नमस्ते, 日本, 👩‍💻');
  });

  it.each(['table', 'csv', 'json'] as const)('never is raw in rows as %s', (format) => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1 }), (name, cells) => {
        const out = captured(true);
        printRows(
          [name],
          cells.map((cell) => ({ [name]: cell })),
          format,
          out,
        );
        expect(out.text().replaceAll('\r\n', '\n')).not.toMatch(RAW);
      }),
    );
  });

  it('is one line a row in a table', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (cells) => {
        const lines = textTable(
          ['a'],
          cells.map((cell) => [cell]),
        ).split('\n');
        expect(lines.length).toBe(cells.length + 4);
      }),
    );
  });

  it('never is raw in messages, errors and progress', () => {
    const [out, err] = [captured(true), captured(true)];
    vi.spyOn(process.stderr, 'write').mockImplementation((some) => {
      err.write(String(some));
      return true;
    });
    for (const hostile of HOSTILE) {
      print(hostile, out);
      printJson({ [hostile]: hostile }, out);
      note(hostile);
    }
    expect(out.text()).not.toMatch(RAW);
    expect(err.text()).not.toMatch(RAW);
    expect(err.text()).toContain('\\x1b[2J');
  });

  it('never is raw in the line of a pull as it goes', () => {
    const out = new PassThrough();
    const report = showProgress(out);
    const stream = { source: userList, scopeId: 'ws' };
    report({ is: 'started', stream });
    report({ is: 'waiting', why: HOSTILE.join(' ') });
    report({ is: 'ended', stream, counters: { ...newCounters(), reason: HOSTILE.join(' ') } });
    const said = String(out.read());
    expect(said).toContain('\\x1b[2J');
    expect(said).not.toMatch(RAW);
  });
});

describe('rows written to a file', () => {
  it('are exact as JSON, and as CSV but for the mark before a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (cells) => {
        const json = captured(false);
        printRows(
          ['a'],
          cells.map((a) => ({ a })),
          'json',
          json,
        );
        expect(JSON.parse(json.text())).toEqual(cells.map((a) => ({ a })));
      }),
    );
    const csv = captured(false);
    printRows(['a', 'b'], [{ a: 'x\u001b[31m\u202e', b: '=1' }], 'csv', csv);
    expect(csv.text()).toBe("a,b\r\nx\u001b[31m\u202e,'=1\r\n");
  });
});
