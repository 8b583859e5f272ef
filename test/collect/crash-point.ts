import { z } from 'zod';

/** Where a pull dies: at its n-th write or listing of the store, before it took place or right after it. */
export const CrashPoint = z.object({
  at: z.enum(['before a write', 'after a write', 'before a listing', 'after a listing']),
  number: z.number().int().positive(),
});
export type CrashPoint = z.infer<typeof CrashPoint>;

/** Every point at which a pull of so many writes and listings can die. */
export function crashPoints(count: { readonly writes: number; readonly lists: number }): CrashPoint[] {
  const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
  return [
    ...upTo(count.writes).flatMap((number): CrashPoint[] => [
      { at: 'before a write', number },
      { at: 'after a write', number },
    ]),
    ...upTo(count.lists).flatMap((number): CrashPoint[] => [
      { at: 'before a listing', number },
      { at: 'after a listing', number },
    ]),
  ];
}
