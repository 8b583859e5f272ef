import { scrub } from '../privacy/scrub.ts';

/** A request that upstream did not answer as hoped. Named by cause; each says what happens next. Never holds a key, a URL's query or a body. */
export abstract class UpstreamError extends Error {
  /** How long upstream asks to be left alone, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    { retryAfterMs, ...options }: ErrorOptions & { retryAfterMs?: number | undefined } = {},
  ) {
    // What upstream says may repeat the key it was asked with.
    super(scrub(message), options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The key is refused or lacks a scope: fatal for its source only. An operator is alerted. */
export class AuthenticationError extends UpstreamError {
  override readonly name = 'AuthenticationError';
  /** Whether upstream does not take the key at all (401), so that another may do; otherwise the key lacks something. */
  readonly isKeyRefused: boolean;

  constructor(message: string, { isKeyRefused = false }: { readonly isKeyRefused?: boolean } = {}) {
    super(message);
    this.isKeyRefused = isKeyRefused;
  }
}

/** Who answers cannot be trusted, or not yet: fatal until an operator looks, so it is not asked again. An operator is alerted. */
export class UntrustedCertificateError extends UpstreamError {
  override readonly name = 'UntrustedCertificateError';
}

/** Asked too often, longer than the run can wait: the next run goes on. Nobody is alerted. */
export class RateLimitedError extends UpstreamError {
  override readonly name = 'RateLimitedError';
}

/** Upstream fails or cannot be reached: the next run heals. Alerted when it lasts. */
export class UnavailableError extends UpstreamError {
  override readonly name = 'UnavailableError';
}

/** Upstream does not have it (any more). Alerted when it was listed a moment ago. */
export class NotFoundError extends UpstreamError {
  override readonly name = 'NotFoundError';
}

/** Upstream answered something its specification forbids: that page or file is set aside, the rest goes on. Alerted. */
export class ContractError extends UpstreamError {
  override readonly name = 'ContractError';
}
