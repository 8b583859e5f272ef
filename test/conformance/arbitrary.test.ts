import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOf } from './arbitrary.ts';
import { readDocument, schemaNamed } from './document.ts';
import { typesOfLines, validatorOf } from './validate.ts';

const document = readDocument();
const { violations } = validatorOf(document);
const time = fc.constantFrom('2026-11-18T10:00:00Z', '2026-11-18T10:00:00.123456Z');

const NAMES = [
  ...typesOfLines(document).values(),
  'analytics.UsageRow',
  'analytics.CodeReviewRow',
  'analytics.CodeReviewResponseRow',
  'lists.Task',
  'lists.Environment',
  'lists.User',
  'lists.Prefix',
  'logs.ListedFile',
];

describe('what is drawn from a schema', () => {
  it.each(NAMES)('is valid against it: %s', (name) => {
    const values = valuesOf(document, schemaNamed(document, name), { time });
    fc.assert(
      fc.property(values, (value) => {
        expect(violations(name, value)).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('is of every sub-type', () => {
    const values = valuesOf(document, schemaNamed(document, 'codex-events.CodexLog'), { time });
    const drawn = fc.sample(values, { numRuns: 600, seed: 1 });
    const types = new Set(drawn.map((value) => Object(value).event_type));
    expect(types.size).toBeGreaterThan(20);
    expect(
      drawn.filter((value) => Object(value).event_type !== Object(value).event_details.detail_type),
    ).toEqual([]);
  });
});
