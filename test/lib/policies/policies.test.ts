import { beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../stack.ts';
import { type ApiCall, Policies } from './evaluate.ts';
import { HERE } from './resolve.ts';

let policies: Policies;
beforeAll(async () => {
  policies = new Policies((await synthesize()).resources);
});

const result = async (call: ApiCall) => (await policies.evaluate(call)).result;
const ofUs = { 'aws:SourceAccount': HERE.account };

describe('the topic', () => {
  it('takes what CloudWatch publishes for this account, and for no other', async () => {
    const publish = {
      by: 'cloudwatch.amazonaws.com',
      action: 'sns:Publish',
      resource: policies.arn(policies.id('AWS::SNS::Topic', 'Alarms')),
    };
    expect(await result({ ...publish, context: ofUs })).toBe('Allowed');
    expect(await result({ ...publish, context: { 'aws:SourceAccount': '999999999999' } })).not.toBe(
      'Allowed',
    );
  });
});
