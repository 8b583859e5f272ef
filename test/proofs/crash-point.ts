import { z } from 'zod';

/** Where a pull dies: at its n-th write or listing of the store, before it took place or right after it. */
export const CrashPoint = z.object({
  at: z.enum(['before a write', 'after a write', 'before a listing', 'after a listing']),
  number: z.number().int().positive(),
});
export type CrashPoint = z.infer<typeof CrashPoint>;
