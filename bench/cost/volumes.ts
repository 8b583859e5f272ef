import * as z from 'zod';

/** What a function took over all its calls of a day. */
const FunctionDay = z.object({
  calls: z.number(),
  /** Processor time. */
  cpuSeconds: z.number(),
  upstreamRequests: z.number(),
  /** PUT and LIST; GET and HEAD. */
  writes: z.number(),
  reads: z.number(),
});
export type FunctionDay = z.infer<typeof FunctionDay>;

/** A day of a company, measured. */
const Volume = z.object({
  people: z.number(),
  /** By collector, and the audit. */
  functions: z.record(z.string(), FunctionDay),
  /** What the day added: originals, and everything else, as they stand at its end. */
  rawBytes: z.number(),
  rawObjects: z.number(),
  lakeBytes: z.number(),
  /** Written and replaced again within the day. */
  supersededBytes: z.number(),
});
export type Volume = z.infer<typeof Volume>;
export const Volumes = z.array(Volume);

/** The same day at another size, by the line through the smallest and the largest size measured; never less than was measured. */
export function volumeAt(people: number, volumes: readonly Volume[]): Volume {
  const bySize = volumes.toSorted((a, b) => a.people - b.people);
  const [small, large] = [bySize[0], bySize.at(-1)];
  if (small === undefined || large === undefined || small.people === large.people)
    throw new Error('volumes: two sizes of company are needed; `npm run cost -- --measure` measures them');
  const share = (people - small.people) / (large.people - small.people);
  const line = (of: (volume: Volume) => number) => of(small) + Math.max(0, of(large) - of(small)) * share;
  const functions = Object.keys(small.functions).map((name): [string, FunctionDay] => {
    const figure = (key: keyof FunctionDay) => line((volume) => volume.functions[name]?.[key] ?? 0);
    return [
      name,
      {
        calls: figure('calls'),
        cpuSeconds: figure('cpuSeconds'),
        upstreamRequests: figure('upstreamRequests'),
        writes: figure('writes'),
        reads: figure('reads'),
      },
    ];
  });
  return {
    people,
    functions: Object.fromEntries(functions),
    rawBytes: line(({ rawBytes }) => rawBytes),
    rawObjects: line(({ rawObjects }) => rawObjects),
    lakeBytes: line(({ lakeBytes }) => lakeBytes),
    supersededBytes: line(({ supersededBytes }) => supersededBytes),
  };
}
