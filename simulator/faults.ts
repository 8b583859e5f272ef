/** What may go wrong on purpose. Each is off until named, and chosen by hash or by count, never by chance. */
export const FAULTS = [
  // The transport
  {
    name: 'rate-limited',
    doc: 'every fifth request is answered 429; Retry-After is 1, or now and then an HTTP date',
  },
  {
    name: 'server-errors',
    doc: 'a quarter of the addresses, and the first of each route, fail twice with 500, 502 or 503',
  },
  {
    name: 'html-instead-of-json',
    doc: 'the first answer of each route (and log type) is a 200 with a sign-in page',
  },
  { name: 'stuck-cursor', doc: 'last pages claim has_more with a cursor that is repeated or absent' },
  // Shared by analytics and logs
  { name: 'new-key', doc: 'unknown keys in usage rows and log events, at the top and nested' },
  { name: 'unknown-client', doc: 'one turn in ten comes from a client_id nobody has heard of' },
  // Analytics
  { name: 'restated-day', doc: 'Tuesdays asked for again: some rows went up, one vanished, one is new' },
  { name: 'empty-day', doc: 'Wednesdays asked for again have no rows' },
  // Log listings
  { name: 'boundary-replay', doc: 'the file whose end_time equals after is listed again' },
  { name: 'same-end-time', doc: 'one window in three has two files of one end_time' },
  { name: 'expired-file', doc: 'one listed file in 25 is gone when asked for: 404' },
  { name: 'no-max-event-time', doc: 'upstream is of before version 2.5.12: no route tells the latest event' },
  // Log downloads
  { name: 'expired-url', doc: 'the first signed address of one file in three is already out of date: 403' },
  { name: 'truncated-body', doc: 'the first download of one file in five breaks off half way' },
  { name: 'wrong-checksum', doc: 'the listed file_sha256 of one file in 30 is of something else' },
  // Log contents. They describe the files from their birth on: switch them before the first pull.
  { name: 'no-trailing-newline', doc: 'every second file ends without a newline' },
  { name: 'concatenated-objects', doc: 'one file in four has lines with two JSON objects' },
  { name: 'bad-line', doc: 'one file in six has a line that is not JSON' },
  { name: 'duplicate-events', doc: 'three events in a hundred come again in a later file of the day' },
  { name: 'late-events', doc: 'one event in fifty is in a file two to 23 hours later' },
  { name: 'no-timestamp', doc: 'one event in a hundred has a missing, null or unreadable timestamp' },
  // Inventory
  {
    name: 'task-moves-while-paging',
    doc: 'a task of the second page moves to the top once the first page is out',
  },
  // Ranges
  { name: 'ranges-empty', doc: 'the feed has no prefixes' },
  { name: 'ranges-truncated', doc: 'the feed breaks off in the middle' },
  { name: 'ranges-html-403', doc: 'the feed is answered 403 with a challenge page' },
  { name: 'ranges-host-bits', doc: 'a prefix has bits set beyond its length' },
  { name: 'ranges-duplicate', doc: 'a prefix is listed twice' },
  { name: 'ranges-ipv6', doc: 'the feed has an IPv6 prefix' },
  { name: 'ranges-backwards', doc: 'the feed is an older version, with its older creationTime' },
  { name: 'ranges-shrink', doc: 'two prefixes in five are gone' },
  { name: 'ranges-future', doc: 'the feed says it was made in the year 9999' },
  { name: 'ranges-huge', doc: 'the feed has 10,000 prefixes' },
  { name: 'ranges-open', doc: 'the feed has 0.0.0.0/0' },
  { name: 'ranges-private', doc: 'the feed has 10.0.0.0/24' },
  // GitHub's allow lists
  {
    name: 'github-partial-failure',
    doc: 'one mutation in four fails the first time, the others of its request do not',
  },
  {
    name: 'github-secondary-limit',
    doc: 'every third request that changes something is refused 403, with retry-after 1',
  },
  { name: 'github-secondary-limit-silent', doc: 'the same without a retry-after' },
  { name: 'github-primary-limit', doc: 'after three requests the points of the hour are used up' },
  {
    name: 'github-foreign-edit',
    doc: 'somebody else edits the lists before each request that changes something',
  },
  { name: 'github-duplicate-entry', doc: 'one creation in five makes two entries' },
  {
    name: 'github-answer-lost',
    doc: 'a third of the changes take effect, but the connection breaks before the answer',
  },
  { name: 'github-ignores-changes', doc: 'changes are answered as made, and are not' },
  {
    name: 'github-repeats-pages',
    doc: 'pages have two entries each, and after the last comes the first again',
  },
  {
    name: 'github-far-reset',
    doc: 'the points are used up when something is to be changed, and come back in a year',
  },
  // AWS
  { name: 'aws-access-denied', doc: 'WAF and EC2 refuse every call' },
  {
    name: 'waf-stale-lock',
    doc: 'somebody else edits the IP set before every second update: the lock token is stale',
  },
  { name: 'waf-throttled', doc: 'every third call to WAF is throttled' },
  {
    name: 'prefix-list-busy',
    doc: 'a change of each prefix list is under way when it is first looked at, and changes take long',
  },
  {
    name: 'prefix-list-version-mismatch',
    doc: 'somebody else edits the prefix list before every second change',
  },
  { name: 'waf-ignores-update', doc: 'an update of an IP set is accepted, and nothing changes' },
  {
    name: 'prefix-list-ignores-max-entries',
    doc: 'a change of the size of a prefix list is accepted, and it keeps its size',
  },
  {
    name: 'prefix-list-ignores-changes',
    doc: 'a change of the entries of a prefix list is accepted, and nothing changes',
  },
  {
    name: 'prefix-list-half-changes',
    doc: 'of the entries a prefix list is to have or to lose, the first half is taken up, the rest forgotten',
  },
  { name: 'prefix-list-stuck', doc: 'a change of a prefix list never ends' },
  { name: 'prefix-list-repeats-pages', doc: 'after the last page of a prefix list comes the first again' },
  { name: 'prefix-list-modify-failed', doc: 'the first change of each prefix list ends in modify-failed' },
] as const;

export type FaultName = (typeof FAULTS)[number]['name'];

export function isFaultName(name: unknown): name is FaultName {
  return FAULTS.some((fault) => fault.name === name);
}
