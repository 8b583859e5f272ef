import type { Reply } from '../server/reply.ts';
import type { World } from '../server/world.ts';
import { breaksOff } from './file-faults.ts';
import { isAvailable } from './file-routes.ts';
import { readSignedPath } from './signed-url.ts';

/** What the storage behind the signed addresses answers, in the manner of object stores: errors are XML. */
export function downloadRoute(url: URL, authorization: string | undefined, world: World): Reply {
  if (authorization !== undefined) {
    return refusal(400, 'InvalidAuthenticationInfo', 'a signed address takes no Authorization header');
  }
  const id = readSignedPath(world.company, url, world.now() / 1000);
  if (id === 'forged') return refusal(403, 'AuthenticationFailed', 'the signature does not match');
  if (id === 'expired') return refusal(403, 'AuthenticationFailed', 'the signature has expired');
  const file = world.logs.find(id);
  if (!file || file === 'malformed' || !isAvailable(file, world)) {
    return refusal(404, 'BlobNotFound', 'no such file');
  }
  const body = world.logs.body(file);
  const headers = { 'content-type': 'application/x-ndjson' };
  const first = world.count(`download of ${id}`) === 1;
  if (!first || !breaksOff(file.hash, world.has)) {
    world.account.addDownload(file, body, true);
    return { status: 200, headers, body };
  }
  const half = Math.floor(body.length / 2);
  world.account.addDownload(file, body.subarray(0, half), false);
  // Either the connection breaks, or the answer looks complete and only the checksum knows.
  if (file.hash % 2 === 0) return { status: 200, headers, body, cutAt: half };
  return { status: 200, headers, body: body.subarray(0, half) };
}

function refusal(status: number, code: string, message: string): Reply {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
