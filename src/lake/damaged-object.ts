/**
 * An object of the lake is not what was written: lost, emptied, cut, or of other bytes. What needs it fails, and nothing else; an
 * operator is alerted. Names the object by its key, never by a local copy, and says what to do.
 */
export class DamagedObject extends Error {
  override readonly name = 'DamagedObject';
  readonly key: string;
  /** What is wrong with it, in words without content. */
  readonly problem: string;

  constructor(key: string, problem: string, options?: ErrorOptions) {
    super(`object ${key}: ${problem}; ${remedyFor(key)}`, options);
    this.key = key;
    this.problem = problem;
  }
}

/** What a person does about a damaged object. */
export function remedyFor(key: string): string {
  if (key.startsWith('private/'))
    return 'put it back from a backup or an earlier version of the object: nothing else has it';
  if (key.startsWith('state/'))
    return 'put it back from a backup or an earlier version of the object; what it decides is not made up anew';
  return '`codex-lake fsck --repair` mends it where an original or upstream still has it';
}
