import type { Deadline } from '../deadline/deadline.ts';
import { type Lake, type LakeOptions, openLake } from './lake.ts';
import { openStore } from './store/open-store.ts';

/** Where a lake is and how it keeps what it is given; a part of the settings. */
export interface LakeLocation {
  /** Folder, or `s3://bucket/prefix`. */
  readonly lake: string;
  /** 32 bytes in hex; by default the lake's own. */
  readonly digestKey?: string | undefined;
  /** @default clear */
  readonly identity?: LakeOptions['identity'];
  /** Where the lake is in S3: ARN of the KMS key of originals. */
  readonly rawKmsKey?: string | undefined;
}

/** Opens the lake of the settings for writing: the one way to do it, so that all rows of it are made alike. */
export async function openLakeAt(location: LakeLocation, deadline?: Deadline): Promise<Lake> {
  return openLake(await openStore(location.lake, location), {
    identity: location.identity ?? 'clear',
    ...(location.digestKey && { digestKey: Buffer.from(location.digestKey, 'hex') }),
    ...(deadline !== undefined && { deadline }),
  });
}
