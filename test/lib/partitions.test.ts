import { describe, expect, it } from 'vitest';
import { synthesize } from './stack.ts';

const SETTINGS = {
  allowlist: {
    targets: [
      { kind: 'waf', create: true },
      { kind: 'waf', ipv4: { name: 'office', id: 'set-1' } },
      { kind: 'prefix-list', ipv4: ['pl-0123456789abcdef0'] },
      { kind: 'github', organization: 'an-organization' },
    ],
  },
  deployment: { alarmEmail: 'operator@example.com', dashboard: true, traces: true },
};

async function templateFor(env?: { account: string; region: string }): Promise<string> {
  return JSON.stringify((await synthesize(SETTINGS, env && { env })).template.toJSON());
}

describe('a stack for anywhere', () => {
  it('has no partition, region or account as text', async () => {
    const template = await templateFor();
    expect(template.match(/arn:aws[a-z-]*:/g)).toBeNull();
    expect(
      template.match(/\b(us|eu|ap|sa|ca|cn|me|af)(-gov)?-(north|south|east|west|central)[a-z]*-\d\b/g),
    ).toBeNull();
    expect(template.match(/:\d{12}:/g)).toBeNull();
  });
});

describe.each([
  ['aws-cn', 'cn-north-1', 'console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'console.amazonaws-us-gov.com'],
])('a stack for %s', (_partition, region, console) => {
  it('names nothing of the partition most others are in, and links to the console of its own', async () => {
    const template = await templateFor({ account: '111122223333', region });
    expect(template.match(/arn:aws:/g)).toBeNull();
    expect(template.match(/[a-z0-9-]+\.console[a-z.-]+/g)).toEqual([
      `${region}.${console}`,
      `${region}.${console}`,
    ]);
  });
});
