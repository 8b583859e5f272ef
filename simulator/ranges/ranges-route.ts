import { createHash } from 'node:crypto';
import type { FaultName } from '../faults.ts';
import type { Reply } from '../server/reply.ts';
import type { World } from '../server/world.ts';
import type { FeedName, RangeVersion } from './range-history.ts';

const CHALLENGE =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>';

export interface RangesRequest {
  readonly userAgent: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export function rangesRoute(feed: FeedName, request: RangesRequest, world: World): Reply {
  if (!request.userAgent || world.has('ranges-html-403')) {
    return { status: 403, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: CHALLENGE };
  }
  const back = world.has('ranges-backwards') ? 2 : 0;
  const { creationTime, prefixes } = spoil(world.ranges.feed(feed).at(world.now(), back), world.has);
  const whole = JSON.stringify({
    creationTime,
    prefixes: prefixes.map((prefix) =>
      prefix.includes(':') ? { ipv6Prefix: prefix } : { ipv4Prefix: prefix },
    ),
  });
  const truncated = world.has('ranges-truncated');
  const body = truncated ? whole.slice(0, Math.floor(whole.length * 0.6)) : whole;
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  if (request.ifNoneMatch === etag) return { status: 304, headers: { etag }, body: '' };
  world.account.ranges.set(feed, truncated ? null : { creationTime, prefixes });
  return { status: 200, headers: { 'content-type': 'application/octet-stream', etag }, body };
}

function spoil(version: RangeVersion, has: (fault: FaultName) => boolean): RangeVersion {
  let prefixes = has('ranges-empty') ? [] : [...version.prefixes];
  if (has('ranges-shrink')) prefixes = prefixes.filter((_, i) => i % 5 < 3);
  if (has('ranges-host-bits') && prefixes.length > 3) {
    prefixes[3] = prefixes[3]!.replace(/\.\d+\/\d+$/, '.77/28');
  }
  if (has('ranges-duplicate') && prefixes[0]) prefixes.push(prefixes[0]);
  if (has('ranges-ipv6')) prefixes.push('2603:1030:40c:1::480/124');
  if (has('ranges-open')) prefixes.push('0.0.0.0/0');
  if (has('ranges-private')) prefixes.push('10.0.0.0/24');
  if (has('ranges-huge')) prefixes = Array.from({ length: 10_000 }, (_, i) => `20.${i >> 8}.${i & 255}.0/28`);
  const creationTime = has('ranges-future') ? '9999-12-31T23:59:59.999999' : version.creationTime;
  return { creationTime, prefixes };
}
