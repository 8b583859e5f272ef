import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestText } from '../../src/privacy/digest.ts';
import { pseudonymOf } from '../../src/privacy/identity.ts';
import { wordsFilter } from '../../src/privacy/words-filter.ts';

const KEY = new Uint8Array(32).fill(7);
const clear = wordsFilter({ digestKey: KEY, identity: 'clear' });
const hidden = wordsFilter({ digestKey: KEY, identity: 'pseudonym' });

const digest = (text: string) => ({ length: text.length, hash: digestText(KEY, text) });
const nameOf = (name: string) => `~${name.length}~${digestText(KEY, name)}`;
/** What becomes of a value under a name no column has. */
const unknown = (name: string, value: unknown) => JSON.parse(clear.unknown(name, JSON.stringify(value)));

describe('a text under a name nobody has described', () => {
  it.each([
    ['request_id', 'req_68d9c0a1'],
    ['id', 'c97ee69d-41a6-4587-91ee-1ccb1afabe2e'],
    ['id', 'ABEFEDCB-ABCD-ABCD-ABCD-ABCDEFABCDEF'],
    ['user_id', 'user-TUvqhBX7HbQPRgHyEBt5WRcI'],
    ['user_id', 'user-TUvqhBXyHbQPRgHyEBtzWRcI'],
    ['conversationId', '6a83e8b7-57e8-8341'],
    ['message_ids', ['msg_1', 'msg_2']],
    ['hologram_id', 'holo-17'],
    ['file_sha256', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['product_client_id', 'CODEX_CLI'],
    ['type', 'SERVICE_ACCOUNT'],
    ['event_type', 'ANYTHING_UPSTREAM_ADDS'],
    ['status', 'approved'],
    ['role', 'standard-user'],
    ['object', 'compliance.workspace.codex_task'],
    ['model', 'gpt-5.1-codex-max'],
    ['created_at', '2026-09-22T13:08:44.762392Z'],
    ['day', '2026-09-22'],
    ['timestamp', '2026-09-22 13:08:44+02:00'],
    ['schema_version', '2.5.37'],
    ['version', 'v1.0-rc.2'],
    ['limit', '100'],
  ])('stays where name and form say that nobody wrote it: %s %j', (name, value) => {
    expect(unknown(name, value)).toEqual(value);
    expect(unknown('payload', { [name]: [{ [name]: value }] })).toEqual(
      clear.name(name) === name
        ? { [name]: [{ [name]: value }] }
        : { [nameOf(name)]: [{ [nameOf(name)]: value }] },
    );
  });

  it.each([
    ['title', 'a'],
    ['message', 'approved'],
    ['name', '2026-09-22'],
    ['id', 'the id of my plan'],
    ['user_id', 'ann@example.com'],
    ['user_id', 'ann'],
    ['conversation_id', 'Ännchen-1'],
    ['status', 'waiting for Ann'],
    ['status', 'annoyed'],
    ['type', 'Ann'],
    ['created_at', 'when Ann came'],
    ['version', '1.0-ann'],
    ['email', 'ann@example.com'],
    ['url', 'https://example.com/plans-for-ann'],
    ['phone_number', '555010'],
    ['code', 'SECRET'],
    ['id', ''],
  ])('is digested elsewhere: %s %j', (name, value) => {
    expect(unknown(name, value)).toEqual(digest(value));
    expect(hidden.unknown(name, JSON.stringify(value))).toBe(clear.unknown(name, JSON.stringify(value)));
  });

  it('is digested though name and form are fine where one of the names above is no schema', () => {
    const sent = { status: 'approved', id: 'env-123', created_at: '2026-09-22' };
    expect(unknown('payload', { hologram: sent })).toEqual({
      [nameOf('hologram')]: { status: digest('approved'), id: 'env-123', created_at: digest('2026-09-22') },
    });
  });
});

describe('a name nobody has described', () => {
  it.each(['new_key', 'tokenUsage', 'x', 'p0', 'sha256', 'RETRY-AFTER', 'user-TUvqhBX7HbQPRgHyEBt5WRcI'])(
    'stays where it is made of the words of schemas, or is an id: %s',
    (name) => {
      expect(clear.name(name)).toBe(name);
      expect(unknown('payload', { [name]: 1 })).toEqual({ [name]: 1 });
    },
  );

  it.each([
    'hologram',
    'new_hologram',
    'ann@example.com',
    'a title',
    '',
    'Ann',
    '__proto__',
    'a.b',
    '491515550100',
  ])('is digested elsewhere: %j', (name) => {
    expect(clear.name(name)).toBe(nameOf(name));
    expect(clear.unknown('payload', `{${JSON.stringify(name)}:1}`)).toBe(`{"${nameOf(name)}":1}`);
  });
});

describe('JSON of a column', () => {
  const rules = {
    '': 'slug',
    name: 'label',
    'cost.value': 'number',
    '*.branch': 'branch',
    email: 'email',
  } as const;
  const column = (value: unknown, filter = clear) => JSON.parse(filter.column(rules, JSON.stringify(value)));

  it('keeps what its rules say, at their paths and in lists of them', () => {
    const sent = { name: 'Team of Ann', cost: { value: '1,234.50' }, hologram: { branch: 'main' } };
    expect(column([sent, sent])).toEqual(
      [sent, sent].map(({ hologram, ...rest }) => ({ ...rest, [nameOf('hologram')]: hologram })),
    );
    expect(column('github:example/web')).toBe('github:example/web');
    expect(column(['NODE_ENV', 'with space'])).toEqual(['NODE_ENV', digest('with space')]);
  });

  it('keeps nothing else', () => {
    expect(
      column({ text: 'x', cost: { value: 'ann', name: 'x' }, a: { name: 'x', branch: 'for-ann' } }),
    ).toEqual({
      text: digest('x'),
      cost: { value: digest('ann'), name: digest('x') },
      a: { name: digest('x'), branch: digest('for-ann') },
    });
    expect(column({ email: 'Ann' })).toEqual({ email: digest('Ann') });
    expect(column({ name: 'x'.repeat(257) })).toEqual({ name: digest('x'.repeat(257)) });
  });

  it('has people by the identity the lake was told', () => {
    expect(column({ email: 'Ann@Example.com' })).toEqual({ email: 'Ann@Example.com' });
    expect(column({ email: 'Ann@Example.com' }, hidden)).toEqual({
      email: pseudonymOf(KEY, 'ann@example.com'),
    });
  });
});

it('keeps of a value of another kind than its column what stands for numbers, truths and times', () => {
  for (const text of ['12.5', '1_000', ' 5 ', 'yes', '-Infinity', '2026-02-30T10:00:00Z', '0x10'])
    expect(clear.misfit(JSON.stringify(text))).toBe(JSON.stringify(text));
  for (const text of ['a week', 'text', 'soon', '', 'five 5'])
    expect(JSON.parse(clear.misfit(JSON.stringify(text)))).toEqual(digest(text));
  expect(JSON.parse(clear.misfit('{"amount":"yes","ann":"12"}'))).toEqual({
    amount: digest('yes'),
    [nameOf('ann')]: digest('12'),
  });
});

it('leaves no word of people in any JSON, as name or value, and everything else as it was sent', () => {
  const MARK = 'Zebra!';
  const written = fc
    .tuple(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 5 }))
    .map(([a, b]) => a + MARK + b);
  const schema = fc.constantFrom(
    'id',
    'user_id',
    'status',
    'type',
    'name',
    'created_at',
    'version',
    'title',
    'payload',
    'items',
    'limit',
  );
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      written,
      fc.oneof(fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(schema, written), tie('any'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(any, schema, (value, name) => {
      const json = JSON.stringify(value);
      for (const filtered of [
        clear.unknown(name, json),
        clear.misfit(json),
        clear.column({ name: 'branch' }, json),
      ]) {
        expect(decoded(filtered)).not.toContain(MARK);
        expect(scalarsOf(JSON.parse(filtered))).toEqual(scalarsOf(value));
      }
    }),
  );
});

/** All names and texts, with escapes resolved. */
function decoded(json: string): string {
  return json.replace(/\\u([0-9a-f]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What is no text and no object or list, in order; of a digested text one null. */
function scalarsOf(value: unknown): unknown[] {
  if (typeof value === 'string') return [];
  if (value === null || typeof value !== 'object') return [value];
  if ('hash' in value && 'length' in value) return [];
  return Object.values(value).flatMap(scalarsOf);
}

it('keeps digits, spelling and what stands twice as they were sent', () => {
  const sent =
    '{ "n": 12345678901234567890, "a" : [0.10000000000000000001 ], "id": "a1", "id": "\\u0061\\/1"}';
  expect(clear.unknown('payload', sent)).toBe(sent.replace('"\\u0061\\/1"', JSON.stringify(digest('a/1'))));
});

it('reads any depth', () => {
  const deep = `${'{"a":['.repeat(50_000)}"Ann"${']}'.repeat(50_000)}`;
  expect(clear.unknown('a', deep)).not.toContain('Ann');
});
