import { beforeAll, describe, expect, it } from 'vitest';
import { Policies } from './policies/evaluate.ts';
import { type Synthesized, synthesize } from './stack.ts';

const LAKE_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/11111111-1111-1111-1111-111111111111';
const RAW_KEY = 'arn:aws:kms:eu-central-1:111122223333:key/22222222-2222-2222-2222-222222222222';

describe('a stack that goes on with a lake', () => {
  let made: Synthesized;
  beforeAll(async () => {
    const existing = { bucket: 'codexlake-storagedata', lakeKeyArn: LAKE_KEY, rawKeyArn: RAW_KEY };
    made = await synthesize({ deployment: { existing } });
  });

  it('makes no second bucket and no other keys, and its tables are where the data is', () => {
    const ids = ['AWS::S3::Bucket', 'AWS::KMS::Key'].flatMap((type) => made.ofType(type).map(([id]) => id));
    expect(ids.filter((id) => /StorageData|LakeKey|RawKey/.test(id))).toEqual([]);
    const locations = made
      .ofType('AWS::Glue::Table')
      .map(([, { Properties }]) => JSON.stringify(Properties.TableInput.StorageDescriptor.Location ?? ''))
      .filter((location) => location.includes('s3://'));
    expect(locations.length).toBeGreaterThan(20);
    for (const location of locations)
      expect(location).toMatch(/^"s3:\/\/codexlake-storagedata\/(lake|content)\//);
  });

  it('lets its functions read and write it with the keys it has', async () => {
    const policies = new Policies(made.resources);
    const by = policies.id('AWS::IAM::Role', 'Collectorslogs');
    const bucket = 'arn:aws:s3:::codexlake-storagedata';
    for (const [action, resource] of [
      ['s3:ListBucket', bucket],
      ['s3:GetObject', `${bucket}/raw/a`],
      ['s3:PutObject', `${bucket}/lake/a`],
    ] as const)
      expect([action, (await policies.evaluate({ by, action, resource })).result]).toEqual([
        action,
        'Allowed',
      ]);
    const said = JSON.stringify(made.ofType('AWS::IAM::Policy'));
    expect(said).toContain(LAKE_KEY);
    expect(said).toContain(RAW_KEY);
  });

  it('tells of alarms by a key of its own, as it cannot let CloudWatch use one that is not its own', () => {
    const [[id, key] = ['', undefined], ...others] = made.ofType('AWS::KMS::Key');
    expect([id, others]).toEqual(['AlarmsKey8B9C40AB', []]);
    expect(JSON.stringify(key?.Properties.KeyPolicy)).toContain('cloudwatch.amazonaws.com');
    const [[, topic] = ['', undefined]] = made.ofType('AWS::SNS::Topic');
    expect(JSON.stringify(topic?.Properties.KmsMasterKeyId)).toContain(id);
    expect(JSON.stringify(made.ofType('AWS::IAM::Policy'))).toContain(id);
  });

  it('gives it back the policy that went with its stack: TLS only', () => {
    const policy = made
      .ofType('AWS::S3::BucketPolicy')
      .find(([, { Properties }]) => Properties.Bucket === 'codexlake-storagedata');
    expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });
});
