import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContractError } from '../../src/http/errors.ts';
import { PageGuard } from '../../src/http/page-guard.ts';

const guard = (limits = {}) => new PageGuard('list of things', { maxPages: 3, maxBytes: 100, ...limits });

describe('a list read page by page', () => {
  it('has so many pages at most, and says which setting lets it have more', () => {
    const pages = guard();
    for (let page = 0; page < 3; page++) pages.page('');
    expect(() => pages.page('')).toThrow(ContractError);
    expect(() => pages.page('')).toThrow('list of things: more than 3 pages');
    expect(() => pages.page('')).toThrow('maxPages');
  });

  it('keeps so many bytes at most at once', () => {
    const pages = guard({ maxPages: 1000 });
    pages.page('x'.repeat(90));
    pages.release();
    pages.page('x'.repeat(90));
    expect(() => pages.page('x'.repeat(20))).toThrow('maxListMB');
  });

  it.each([null, undefined, ''])('does not go on at %j', (cursor) => {
    expect(() => guard().next(cursor)).toThrow('no new page named');
  });

  it('ends with the first cursor that comes again, whatever came between', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 }), (cursors) => {
        const pages = guard();
        const unique = [...new Set(cursors)];
        for (const cursor of unique) expect(pages.next(cursor)).toBe(cursor);
        for (const cursor of cursors) expect(() => pages.next(cursor)).toThrow('does not go on');
      }),
    );
  });
});
