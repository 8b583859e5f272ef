import * as z from 'zod';

/** What a schedule, or a person, asks of a collector. */
export const CollectInput = z.object({
  sources: z.array(z.string()).min(1),
  full: z.boolean().optional(),
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
});

/**
 * The sources beginning with any of them, by a number from 0 up to 1: a run that ends before it came to the last leaves another
 * behind than the run before it.
 */
export function beginningWithAny(sources: readonly string[], random: number): string[] {
  const first = Math.floor(random * sources.length);
  return [...sources.slice(first), ...sources.slice(0, first)];
}
