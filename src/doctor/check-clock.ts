import { type Finding, finding, ok, skipped, warning } from './finding.ts';

const MOST_SECONDS = 60;
const TIMEOUT_MS = 15_000;

/** Compares this machine's clock with the `Date` of whatever upstream answers. AWS refuses requests signed 15 minutes off. */
export function checkClock(apiBase: string, now: () => Date): Promise<readonly Finding[]> {
  const check = 'clock';
  return finding(check, 'see the endpoints below', async () => {
    const answer = await fetch(apiBase, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined);
    await answer?.body?.cancel();
    const theirs = Date.parse(answer?.headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return skipped(check, 'upstream does not tell the time');
    const seconds = Math.round((now().getTime() - theirs) / 1000);
    if (Math.abs(seconds) <= MOST_SECONDS) return ok(check, `${Math.abs(seconds)} s from upstream's`);
    return warning(
      check,
      `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} upstream's`,
      'let this machine keep its time by NTP; days are told apart by UTC',
    );
  });
}
