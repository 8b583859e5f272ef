/** Codes of OpenSSL and Node for a certificate that is not to be trusted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNKNOWN_ISSUER: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]);
const WRONG_TIME: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const WRONG_ITSELF: ReadonlySet<string> = new Set([
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'INVALID_PURPOSE',
  'CERT_CHAIN_TOO_LONG',
  'PATH_LENGTH_EXCEEDED',
]);

/** How far a chain of causes is followed. */
const DEEPEST = 5;

const TRUST_ISSUER =
  'if a proxy or your company stands between, set NODE_EXTRA_CA_CERTS to a PEM file with its CA, or NODE_USE_SYSTEM_CA=1 to trust what this machine trusts';

/** What is wrong with the other side's certificate, with what to do; undefined when an error is about something else. */
export function certificateProblem(error: unknown): string | undefined {
  let cause: unknown = error;
  for (let depth = 0; cause instanceof Error && depth < DEEPEST; depth++) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    if (UNKNOWN_ISSUER.has(code)) return `its certificate is not trusted here (${code}); ${TRUST_ISSUER}`;
    if (WRONG_TIME.has(code))
      return `its certificate is not valid now (${code}); check this machine's clock, then who answers there`;
    if (WRONG_ITSELF.has(code))
      return `its certificate is not for it (${code}); check the address, and whether a proxy answers in its place`;
    cause = cause.cause;
  }
  return undefined;
}
