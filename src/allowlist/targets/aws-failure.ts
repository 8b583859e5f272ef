import { AuthenticationError, ContractError, UnavailableError } from '../../http/errors.ts';

const DENIED = new Set([
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthFailure',
  'UnrecognizedClientException',
]);
const TRANSIENT = new Set([
  'ThrottlingException',
  'RequestLimitExceeded',
  'WAFInternalErrorException',
  'InternalError',
  'Unavailable',
  'TimeoutError',
]);

/** Name AWS gives to what went wrong; empty when it is not AWS that says it. */
export const awsErrorName = (error: unknown): string => (error instanceof Error ? error.name : '');

/** How often the client sent what failed: more than once where an answer before the last got lost, or was to be tried again. */
export const timesSent = (error: unknown): number => Number(Object(Object(error).$metadata).attempts ?? 1);

/** An AWS failure as an error of ours, by its cause; `action` is the permission that the call needs. */
export function awsFailure(subject: string, action: string, error: unknown): Error {
  const name = awsErrorName(error);
  if (DENIED.has(name))
    return new AuthenticationError(
      `${subject}: AWS refuses ${action}: allow it to the role, and see docs/allowlists.md`,
    );
  if (name === 'CredentialsProviderError')
    return new AuthenticationError(`${subject}: no AWS credentials found: sign in, or set AWS_PROFILE`);
  const said =
    error instanceof Error && /^[\w .,:;()'’-]{1,200}$/.test(error.message) ? ` (${error.message})` : '';
  const problem = `${subject}: ${action} failed: ${name || 'unknown failure'}${said}`;
  const code = String(Object(error).code ?? '');
  const broken = /^E[A-Z]+$/.test(code) || Number(Object(Object(error).$metadata).httpStatusCode ?? 0) >= 500;
  return TRANSIENT.has(name) || broken ? new UnavailableError(problem) : new ContractError(problem);
}
