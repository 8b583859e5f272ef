import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Simulator } from '../../simulator/simulator.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { s3Store } from '../../src/lake/store/s3-store.ts';
import { rowsByTable } from '../harness/compare-lakes.ts';
import { type FaultyProxy, seededFaults, startFaultyProxy } from '../harness/faulty-proxy.ts';
import { pullInto, withLake } from '../harness/pull-fixture.ts';
import { BUCKET, startConditionalS3 } from '../lake/store/conditional-s3.ts';
import { countAttacks } from '../proofs/count-attacks.ts';
import { ASKED, FIRST, SECOND, undisturbed, withSimulator } from './pull-twice.ts';

countAttacks('pulls into an S3 behind a network that cuts, refuses and delays');

const MOST_RUNS = 20;

/** An S3 and a way to it that can be broken. */
async function withFaultyS3(work: (store: ObjectStore, proxy: FaultyProxy) => Promise<void>): Promise<void> {
  const s3 = await startConditionalS3();
  const proxy = await startFaultyProxy(s3.environment.AWS_ENDPOINT_URL ?? '');
  const client = new S3Client({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 6,
  });
  try {
    await work(s3Store(BUCKET, 'lake', client), proxy);
  } finally {
    client.destroy();
    await proxy.close();
    await s3.close();
  }
}

/** Pulls; a store that gives up ends the pull with what a person is told. Gives whether it got to its end. */
async function pullOnce(store: ObjectStore, simulator: Simulator, now: Date): Promise<boolean> {
  try {
    await withLake(store, (lake) => pullInto(lake, simulator, { ...ASKED, now }));
    return true;
  } catch (error) {
    expect(String(error)).toMatch(/^(S3Error|UnreadableObject): /);
    return false;
  }
}

test.each([
  { network: 'hiccups', seed: 1, share: 0.15, longest: 3, fails: false },
  { network: 'is down for long', seed: 2, share: 0.15, longest: 12, fails: true },
])(
  'a pull through a network that $network loses nothing: run after run goes on, to what an undisturbed one makes',
  async ({ fails, ...faults }) => {
    await withFaultyS3((store, proxy) =>
      withSimulator(async (simulator) => {
        let failed = 0;
        for (const now of [FIRST, SECOND]) {
          simulator.setNow(now);
          proxy.faultOf = seededFaults(faults);
          for (let run = 0; run < MOST_RUNS && !(await pullOnce(store, simulator, now)); run++) failed++;
          // The network is well again.
          proxy.faultOf = () => undefined;
          expect(await pullOnce(store, simulator, now)).toBe(true);
        }
        expect(failed > 0).toBe(fails);
        expect(new Set(proxy.happened).size).toBeGreaterThan(5);
        expect(await rowsByTable(store)).toEqual(await undisturbed(simulator));
      }),
    );
  },
  300_000,
);
