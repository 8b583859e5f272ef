import type { Deadline } from '../deadline/deadline.ts';
import { type Lake, type LakeOptions, openLake, openLakeToRead, type ReadableLake } from '../lake/lake.ts';
import { openStore } from '../lake/store/open-store.ts';
import { type TakeOverOptions, takeOverFormerLayout } from './former-layout.ts';

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

/**
 * Opens the lake of the settings for writing: the one way to do it, so that all rows of it are made alike. One of the former layout is
 * taken over first.
 */
export async function openLakeAt(location: LakeLocation, deadline?: Deadline): Promise<Lake> {
  const lake = await openLake(await openStore(location.lake, location), {
    identity: location.identity ?? 'clear',
    ...(location.digestKey && { digestKey: Buffer.from(location.digestKey, 'hex') }),
    ...(deadline !== undefined && { deadline }),
  });
  return takenOver(lake, { isNewMarked: true });
}

/** Opens it for reading its own tables. Nothing is made in it, but one of the former layout is taken over first. */
export async function openLakeToReadAt(location: LakeLocation): Promise<ReadableLake & Pick<Lake, 'close'>> {
  return takenOver(await openLakeToRead(await openStore(location.lake, location)));
}

async function takenOver<L extends ReadableLake & Pick<Lake, 'close'>>(
  lake: L,
  options?: TakeOverOptions,
): Promise<L> {
  try {
    await takeOverFormerLayout(lake, options);
    return lake;
  } catch (error) {
    await lake.close();
    throw error;
  }
}
