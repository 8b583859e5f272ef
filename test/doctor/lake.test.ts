import { S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { describe, expect, it } from 'vitest';
import { checkLake } from '../../src/doctor/check-lake.ts';
import { s3Store } from '../../src/lake/store/s3-store.ts';
import { withBucket } from '../harness/bucket.ts';

describe('a lake in S3', () => {
  it('is ok when it is read, written and holds preconditions, again and again', async () => {
    await withBucket(async (bucket) => {
      const store = bucket('acme');
      for (let times = 0; times < 2; times++)
        expect(await checkLake(store)).toMatchObject([{ status: 'ok' }]);
      const keys = await Array.fromAsync(store.list(''), ({ key }) => key);
      expect(keys).toEqual(['private/doctor-probe']);
    });
  });

  it('is a problem in a store that ignores preconditions', async () => {
    const s3 = await startFauxqs({ port: 0, logger: false });
    s3.createBucket('lake');
    const client = new S3Client({
      endpoint: `http://127.0.0.1:${s3.port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const found = await checkLake(s3Store('lake', '', client));
    client.destroy();
    await s3.stop();
    expect(found).toMatchObject([{ status: 'problem', says: expect.stringContaining('preconditions') }]);
  });
});
