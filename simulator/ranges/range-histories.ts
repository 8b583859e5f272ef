import { type FeedName, RangeHistory } from './range-history.ts';

/** The feeds' histories, each begun when first asked for. */
export class RangeHistories {
  readonly #hash: number;
  readonly #feeds = new Map<FeedName, RangeHistory>();

  constructor(companyHash: number) {
    this.#hash = companyHash;
  }

  feed(name: FeedName): RangeHistory {
    let history = this.#feeds.get(name);
    if (!history) {
      history = new RangeHistory(this.#hash, name);
      this.#feeds.set(name, history);
    }
    return history;
  }
}
