/** Changes of the published feeds as they were measured: 46 days, 22 versions, 1,294 to 1,489 entries. */
export interface HonestVersion {
  readonly at: Date;
  readonly prefixes: readonly string[];
}

/** Of a thousand entries, so many have this length; a /17 stands beside them. */
const LENGTHS: readonly (readonly [length: number, weight: number])[] = [
  [28, 910],
  [32, 47],
  [29, 17],
  [30, 16],
  [27, 4],
  [26, 3],
  [31, 2],
  [23, 1],
];
const VERSIONS_A_DAY = 22 / 46;
const LARGEST_ADDITION = 0.063;
const LARGEST_REMOVAL = 0.015;
const FEWEST = 1_294;
const MOST = 1_489;
const DAY_MS = 86_400_000;

/**
 * A history of that kind, from a source of numbers from 0 to 1: most versions change little, now and then one adds or removes as
 * many as the largest that was seen, and the number of entries stays where it was seen to be.
 */
export function* honestFeed(random: () => number, start: Date, days: number): Generator<HonestVersion> {
  let block = 0;
  const fresh = (): string => {
    const total = LENGTHS.reduce((sum, [, weight]) => sum + weight, 0);
    let left = random() * total;
    const [length] = LENGTHS.find(([, weight]) => {
      left -= weight;
      return left < 0;
    }) ?? [28];
    // A /23 for each: none lies within another.
    const first = block++ * 2;
    return `${20 + (first >> 16)}.${(first >> 8) & 255}.${first & 255}.0/${length}`;
  };
  let prefixes = ['23.102.0.0/17', ...Array.from({ length: 1_300 }, fresh)];
  for (let at = start.getTime(); at < start.getTime() + days * DAY_MS; ) {
    yield { at: new Date(at), prefixes: prefixes.toSorted() };
    at += ((0.4 + 1.2 * random()) * DAY_MS) / VERSIONS_A_DAY;
    const room = (MOST - prefixes.length) / (MOST - FEWEST);
    const share = (largest: number, typical: number) =>
      random() < 0.05 ? largest : Math.min(largest, -Math.log(1 - random()) * typical);
    const removed = Math.floor(prefixes.length * share(LARGEST_REMOVAL, 0.003 + 0.003 * (1 - room)));
    const added = Math.floor(prefixes.length * share(LARGEST_ADDITION, 0.004 + 0.006 * room));
    for (let i = 0; i < removed; i++) prefixes.splice(1 + Math.floor(random() * (prefixes.length - 1)), 1);
    prefixes = [...prefixes, ...Array.from({ length: Math.min(added, MOST - prefixes.length) }, fresh)];
  }
}
