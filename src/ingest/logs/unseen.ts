import type { ListFilesRequest } from '../../sources/source.ts';

/**
 * What a listing says is there and does not name: end times with more files than it lists, and entries that name no file. By a key:
 * the end time, for an entry with `~` and its name behind it.
 */
export class Unseen {
  readonly #reasons = new Map<string, string>();

  readonly listeners: Pick<ListFilesRequest, 'onUnseen' | 'onUnreadable'> = {
    onUnseen: (endTime) =>
      this.#reasons.set(
        endTime,
        'more files end at this time than upstream lists: an unknown number of them may be missing',
      ),
    onUnreadable: ({ endTime, name, reason }) => this.#reasons.set(`${endTime}~${name}`, reason),
  };

  /** Reasons by key. */
  get reasons(): ReadonlyMap<string, string> {
    return this.#reasons;
  }
}

export const endTimeOf = (key: string): string => key.split('~', 1)[0] ?? '';

/** What a key is of, whichever end time an entry without one was given. */
export const subjectOf = (key: string): string => key.slice(key.indexOf('~') + 1);
