import type { FaultName } from '../../simulator/faults.ts';
import type { Traffic } from './wire.ts';

/** A mode of the simulator, what is pulled in it, and the kinds of violations it is there for. */
export interface Expected {
  /** None is the plain mode. */
  readonly fault?: FaultName;
  readonly violations: readonly string[];
  /** What is answered besides 200 and 307. @default none */
  readonly statuses?: readonly number[];
  /** @default every one */
  readonly sources?: readonly string[];
  readonly since?: string;
  /** @default 6 */
  readonly people?: number;
  /** On as many days, one after the other. @default 1 */
  readonly pulls?: number;
  /** Whether what the doctor asks for is asked for too. @default false */
  readonly probes?: boolean;
}

/** Faults of GitHub and AWS, which are not in the document. */
type OtherFault = Extract<FaultName, `${'github' | 'aws' | 'waf' | 'prefix-list'}-${string}`>;

const FEED = { sources: ['egress_ranges'] };
const CODEX = { sources: ['CODEX_LOG'], since: '2026-11-19' };
const DAYS = {
  sources: ['usage', 'usage_workspace', 'code_reviews', 'code_review_responses'],
  since: '2026-11-10',
};

const PAGES = ['usage', 'users', 'codex_environments', 'codex_tasks', 'AUTH_LOG'];

/** A fault that is not here does not compile. */
const BY_FAULT: Readonly<Record<Exclude<FaultName, OtherFault>, Omit<Expected, 'fault'>>> = {
  'rate-limited': { violations: [], statuses: [429], sources: PAGES, since: '2026-11-20' },
  'server-errors': {
    violations: [500, 502, 503].map((status) => `answer: status ${status} is not in the document`),
    statuses: [500, 502, 503],
    sources: PAGES,
    since: '2026-11-19',
  },
  'html-instead-of-json': {
    violations: [
      'answer: type text/html is not in the document',
      'answer: not JSON',
      // Where a redirect is due.
      'answer: status 200 is not in the document',
    ],
    sources: PAGES,
    since: '2026-11-19',
  },
  'stuck-cursor': {
    violations: ['response body: type next_page', 'response body: if at its top'],
    sources: PAGES,
    since: '2026-11-19',
  },
  // Keys and clients may be new at any time. That the first are allowed and the second are not is in upstream's own document.
  'new-key': { violations: [], sources: ['usage', 'CODEX_LOG'], since: '2026-11-19' },
  'unknown-client': {
    violations: ['response body: enum client_id', 'line: enum client_id'],
    sources: ['usage', 'CODEX_LOG'],
    since: '2026-11-18',
  },
  'restated-day': { violations: [], ...DAYS, pulls: 2 },
  'empty-day': { violations: [], ...DAYS, pulls: 2 },
  'boundary-replay': { violations: [], ...CODEX, pulls: 2 },
  'same-end-time': { violations: [], ...CODEX },
  'expired-file': { violations: [], statuses: [404], ...CODEX, since: '2026-11-17' },
  'no-max-event-time': { violations: [], statuses: [400, 404], ...CODEX, since: '2026-11-20', probes: true },
  'expired-url': { violations: ['file: signed address answers 403'], ...CODEX },
  'truncated-body': {
    violations: ['file: broken off', 'file: not of the listed size', 'line: not one JSON document'],
    ...CODEX,
  },
  'wrong-checksum': { violations: ['file: not of the listed checksum'], ...CODEX, since: '2026-11-17' },
  'no-trailing-newline': { violations: [], ...CODEX },
  'concatenated-objects': { violations: ['line: not one JSON document'], ...CODEX },
  'bad-line': { violations: ['line: not one JSON document'], ...CODEX },
  'duplicate-events': { violations: [], ...CODEX },
  'late-events': { violations: [], ...CODEX },
  'no-timestamp': {
    violations: ['format', 'type', 'required'].map((keyword) => `line: ${keyword} timestamp`),
    ...CODEX,
  },
  'task-moves-while-paging': { violations: [], sources: ['codex_tasks'], people: 60 },
  'ranges-empty': { violations: ['response body: minItems prefixes'], ...FEED },
  'ranges-truncated': { violations: ['answer: not JSON', 'response body: type at its top'], ...FEED },
  'ranges-html-403': { violations: ['answer: status 403 is not in the document'], statuses: [403], ...FEED },
  // No document of upstream's says what a range may be, but that it is one; what is let into a list is the allowlist's affair.
  'ranges-host-bits': { violations: [], ...FEED },
  'ranges-duplicate': { violations: [], ...FEED },
  'ranges-ipv6': { violations: [], ...FEED },
  'ranges-backwards': { violations: [], ...FEED, pulls: 2 },
  'ranges-shrink': { violations: [], ...FEED, pulls: 2 },
  'ranges-future': { violations: [], ...FEED },
  'ranges-huge': { violations: [], ...FEED },
  'ranges-open': { violations: ['response body: pattern ipv4Prefix'], ...FEED },
  'ranges-private': { violations: [], ...FEED },
};

export const EXPECTED: readonly Expected[] = [
  // Types this upstream does not have are asked after all the same.
  { violations: [], statuses: [400], since: '2026-11-16', people: 12, pulls: 2, probes: true },
  ...Object.entries(BY_FAULT).map(([fault, expected]) => ({ fault: fault as FaultName, ...expected })),
];

/** What of the traffic nobody named, and what was named and is not in it. */
export function differences({ violations, statuses = [] }: Expected, traffic: Traffic): string[] {
  const seen = [...traffic.statuses.keys()].filter((status) => status !== 200 && status !== 307);
  return [
    ...[...traffic.violations].flatMap(([kind, count]) =>
      violations.includes(kind) ? [] : [`${count} of what nobody named: ${kind}`],
    ),
    ...violations.filter((kind) => !traffic.violations.has(kind)).map((kind) => `named, but absent: ${kind}`),
    ...seen.filter((status) => !statuses.includes(status)).map((status) => `nobody named status ${status}`),
    ...statuses
      .filter((status) => !seen.includes(status))
      .map((status) => `named, but absent: status ${status}`),
  ];
}
