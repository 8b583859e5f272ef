/** Headers in which APIs say how many requests a minute they take; the first is what OpenAI's other APIs send. */
const HEADERS = ['x-ratelimit-limit-requests', 'x-ratelimit-limit', 'ratelimit-limit'];
/** What is more is no limit of these APIs, and is not believed. */
const MOST_A_MINUTE = 600;

/** Requests a minute that an answer's headers say upstream takes; undefined where they do not say, or of another window. */
export function toldLimit(headers: Headers): number | undefined {
  for (const name of HEADERS) {
    const [, limit, window = '60'] = /^\s*(\d+)\s*(?:;\s*w=(\d+)\s*)?$/.exec(headers.get(name) ?? '') ?? [];
    const perMinute = Number(limit);
    if (window === '60' && perMinute >= 1 && perMinute <= MOST_A_MINUTE) return perMinute;
  }
  return undefined;
}
