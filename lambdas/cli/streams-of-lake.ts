import type { Stream } from '../collect/run.ts';
import { joinStreams, streamsSeen } from '../collect/streams-seen.ts';
import type { Config } from '../config/config.ts';
import { streamsOf } from '../config/streams.ts';
import type { ObjectStore } from '../lake/object-store.ts';

/** The streams that are configured, and those the lake has heard of besides. */
export async function streamsOfLake(config: Config, store: ObjectStore): Promise<Stream[]> {
  return joinStreams(streamsOf(config, []), await streamsSeen(store));
}
