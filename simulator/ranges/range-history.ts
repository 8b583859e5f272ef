import { DAY_MICROS, dayNumber, isoMicros } from '../calendar.ts';
import { mix, Random } from '../random.ts';
import { CidrSource } from './cidr-source.ts';

/** The feeds and how many prefixes each began with. */
const FEEDS = {
  'chatgpt-agents.json': 1010,
  'chatgpt-connectors.json': 250,
  'chatgpt-actions.json': 60,
} as const;

export type FeedName = keyof typeof FEEDS;

export function isFeedName(name: string): name is FeedName {
  return name in FEEDS;
}

export interface RangeVersion {
  readonly creationTime: string;
  readonly prefixes: readonly string[];
}

const FIRST_DAY = dayNumber('2026-01-01');

/**
 * The versions of one feed since its first day, about one every two days. Later ones are made from earlier ones
 * as the clock asks for them, so the whole history is the same whoever asks first.
 */
export class RangeHistory {
  readonly #random: Random;
  readonly #source: CidrSource;
  readonly #share: number;
  readonly #versions: { at: number; version: RangeVersion }[] = [];

  constructor(companyHash: number, feed: FeedName) {
    const hash = mix(companyHash, Object.keys(FEEDS).indexOf(feed));
    this.#random = new Random(mix(hash, 0x4a96));
    this.#source = new CidrSource(hash);
    this.#share = FEEDS[feed] / FEEDS['chatgpt-agents.json'];
    const prefixes = Array.from({ length: FEEDS[feed] }, () => this.#source.next());
    if (feed === 'chatgpt-agents.json') prefixes.splice(400, 0, this.#source.wide());
    this.#append(FIRST_DAY * DAY_MICROS + 41_000_000_000, prefixes);
  }

  /** The version of the moment (Unix milliseconds), or one further back. Before the first day, the first. */
  at(now: number, back = 0): RangeVersion {
    while (this.#versions.at(-1)!.at <= now * 1000) this.#evolve();
    const index = this.#versions.findLastIndex((entry) => entry.at <= now * 1000);
    return this.#versions[Math.max(0, index - back)]!.version;
  }

  #evolve(): void {
    const random = this.#random;
    const { at, version } = this.#versions.at(-1)!;
    const burst = random.chance(0.03);
    const added = Math.round(
      (burst ? random.between(35, 80) : random.below(8)) * Math.min(1, this.#share * 1.5),
    );
    const removed = Math.round(random.below(8) * Math.min(1, this.#share * 1.5));
    const prefixes = [...version.prefixes];
    for (let i = 0; i < removed && prefixes.length > 20; i++)
      prefixes.splice(random.below(prefixes.length), 1);
    for (let i = 0; i < added; i++) prefixes.splice(random.below(prefixes.length), 0, this.#source.next());
    this.#append(at + Math.floor((0.8 + 2.4 * random.next()) * DAY_MICROS), prefixes);
  }

  #append(at: number, prefixes: readonly string[]): void {
    // The feeds give microseconds and no zone.
    this.#versions.push({ at, version: { creationTime: isoMicros(at).slice(0, -1), prefixes } });
  }
}
