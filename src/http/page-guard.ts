import { ContractError } from './errors.ts';

export interface PageLimits {
  /** Pages of one list. */
  readonly maxPages: number;
  /** Bytes of pages that are kept at once: of a day of figures in memory, of a list on disk. */
  readonly maxBytes: number;
}

/** The most there is to be expected: 400,000 tasks in pages of 30, and what a small function has room for. */
export const PAGE_LIMITS: PageLimits = { maxPages: 20_000, maxBytes: 256 * 1024 * 1024 };

/** Sees to it that a list that is read page by page comes to an end, whatever upstream answers. */
export class PageGuard {
  readonly #subject: string;
  readonly #limits: PageLimits;
  readonly #seen = new Set<string>();
  #pages = 0;
  #bytes = 0;

  constructor(subject: string, limits: PageLimits) {
    this.#subject = subject;
    this.#limits = limits;
  }

  /** Counts a page that was read. Throws `ContractError` when there are too many, or too much of them is kept. */
  page(text: string): void {
    this.#pages++;
    this.#bytes += text.length;
    const { maxPages, maxBytes } = this.#limits;
    if (this.#pages > maxPages)
      throw new ContractError(
        `${this.#subject}: more than ${maxPages} pages; if that is right, raise maxPages in the settings`,
      );
    if (this.#bytes > maxBytes)
      throw new ContractError(
        `${this.#subject}: more than ${maxBytes} bytes; if that is right, raise maxListMB in the settings`,
      );
  }

  /** Tells that the pages so far are no longer kept. */
  release(): void {
    this.#bytes = 0;
  }

  /** Where the next page is. Throws `ContractError` when upstream promises one, but not where, or where it was before. */
  next(cursor: string | null | undefined): string {
    if (cursor == null || cursor === '')
      throw new ContractError(`${this.#subject}: more promised, but no new page named`);
    if (this.#seen.has(cursor))
      throw new ContractError(`${this.#subject}: more promised, but the list does not go on`);
    this.#seen.add(cursor);
    return cursor;
  }
}
