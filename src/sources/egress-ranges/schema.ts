import * as z from 'zod';

const Prefix = z
  .looseObject({ ipv4Prefix: z.cidrv4().optional(), ipv6Prefix: z.cidrv6().optional() })
  .refine((entry) => entry.ipv4Prefix !== undefined || entry.ipv6Prefix !== undefined);

/** A published list of ranges. `creationTime` has microseconds and no zone. */
export const RangeFeed = z.object({
  creationTime: z.string().regex(/^[0-9T:.+Z -]{10,40}$/),
  prefixes: z.array(Prefix).min(1).max(10_000),
});
