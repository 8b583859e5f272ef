import type { Config } from '../config/config.ts';
import { streamsOf } from '../config/streams.ts';
import type { ReadableLake } from '../lake/lake.ts';
import { joinStreams, knownStreams } from '../ledger/known-streams.ts';
import type { Stream } from '../sources/stream.ts';

/** The streams that are configured, and those the lake has heard of besides. */
export async function streamsOfLake(config: Config, lake: ReadableLake): Promise<Stream[]> {
  return joinStreams(streamsOf(config, []), await knownStreams(lake));
}
