import { startUpstream } from '../http/upstream.ts';
import { type LakeFixture, withLakeFixture } from './allowlist-fixture.ts';

/** A stand whose feeds say exactly what a test has them say, and are followed into files: nothing but the feed decides. */
export interface FeedStand extends LakeFixture {
  readonly order: {
    readonly feeds: string;
    readonly settings: Readonly<Record<string, unknown>>;
  };
  /** What the feed is from now on: a version of this moment, unless another is named. */
  serve(prefixes: readonly string[], version?: string): string;
  /** What the files let in. */
  letIn(): Promise<readonly string[]>;
}

export async function withFeed(
  work: (stand: FeedStand) => Promise<void>,
  guards: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  let body = '';
  const upstream = await startUpstream((_, response) => {
    response.end(body);
  });
  try {
    await withLakeFixture({}, (stand) =>
      work({
        ...stand,
        order: { feeds: upstream.origin, settings: { targets: [{ kind: 'files' }], guards } },
        serve(prefixes, version = stand.clock.now().toISOString().replace('Z', '')) {
          const entries = prefixes.map((prefix) =>
            prefix.includes(':') ? { ipv6Prefix: prefix } : { ipv4Prefix: prefix },
          );
          body = JSON.stringify({ creationTime: version, prefixes: entries });
          return version;
        },
        async letIn() {
          const text = await stand.store.read('allowlists/openai-egress/ranges.txt');
          return Buffer.from(text ?? [])
            .toString()
            .split('\n')
            .filter(Boolean);
        },
      }),
    );
  } finally {
    await upstream.close();
  }
}
