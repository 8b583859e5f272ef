import { UpstreamError } from '../http/errors.ts';

/** A list accepts a change and does not have it: somebody undoes it, or the list does not do what it says. An operator is alerted; the next sync tries again. */
export class NoEffect extends UpstreamError {
  override readonly name = 'NoEffect';
}
