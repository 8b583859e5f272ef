/** What a person does about a damaged object. */
export function remedyFor(key: string): string {
  if (key.startsWith('private/'))
    return 'put it back from a backup or an earlier version of the object: nothing else has it';
  if (key.startsWith('state/'))
    return 'put it back from a backup or an earlier version of the object; what it decides is not made up anew';
  return '`codex-lake fsck --repair` mends it where an original or upstream still has it';
}
