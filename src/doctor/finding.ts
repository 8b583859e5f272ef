import { certificateProblem } from '../http/certificate-problem.ts';

/** How a check ended; only `ok` and `skipped` ask for nothing. */
export type Status = 'ok' | 'warning' | 'problem' | 'not configured' | 'skipped';

/** What one check found, and what to do about it. Never holds a key, a URL's query or a body. */
export interface Finding {
  /** What was looked at: `keys: analytics`, `endpoint: usage of ws-1`. */
  readonly check: string;
  readonly status: Status;
  readonly says: string;
  /** The next step; null when there is none. */
  readonly todo: string | null;
}

export const ok = (check: string, says: string): Finding => ({ check, status: 'ok', says, todo: null });
export const skipped = (check: string, says: string): Finding => ({
  check,
  status: 'skipped',
  says,
  todo: null,
});
export const warning = (check: string, says: string, todo: string): Finding => ({
  check,
  status: 'warning',
  says,
  todo,
});
export const problem = (check: string, says: string, todo: string): Finding => ({
  check,
  status: 'problem',
  says,
  todo,
});
export const notConfigured = (check: string, says: string, todo: string): Finding => ({
  check,
  status: 'not configured',
  says,
  todo,
});

/** Carries out a check; whatever it throws is its finding, so that one broken thing does not hide the next. */
export async function finding(
  check: string,
  todo: string,
  look: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [problem(check, saying(error), todo)];
  }
}

/** The first line of an error; clients of AWS put the kind of failure into its name alone, and tell a certificate's in code. */
function saying(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const untrusted = certificateProblem(error);
  if (untrusted !== undefined) return untrusted;
  const [first = ''] = error.message.split('\n');
  return '$metadata' in error ? `${error.name}: ${first}` : first || error.name;
}
