import { MENDED_FAULTS } from './mended-faults.ts';

/** One way to break a law on purpose, and the test that must notice. */
export interface Mutation {
  readonly law: string;
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** A second change in the same file. */
  readonly and?: { readonly find: string; readonly replace: string };
  /** Arguments of vitest. */
  readonly test: readonly string[];
}

export const MUTATIONS: readonly Mutation[] = [
  {
    law: '1. Raw first',
    what: 'log files are made into rows without their originals being kept',
    file: 'src/ingest/logs/fetch-file.ts',
    find: "    await putRaw(run.lake, key, path);\n    return { ...fetched, bytes: size, state: 'landed', rawKey: key };",
    replace: "    return { ...fetched, bytes: size, state: 'landed', rawKey: key };",
    test: ['test/repair/rebuild.test.ts', '-t', 'in a folder'],
  },
  {
    law: '2. Parquet is derived',
    what: 'a rebuild takes the first revision of a day instead of the last landed one',
    file: 'src/ledger/day-ledger.ts',
    find: "latest.state === 'landed' ? latest : known.get(latest.day)?.landed",
    replace: 'known.get(latest.day)?.landed ?? latest',
    test: ['test/ingest/restatements.test.ts'],
  },
  {
    law: '2. Parquet is derived',
    what: 'DuckDB may take a file for another of the same name, inode, size and second',
    file: 'src/lake/engine/duckdb.ts',
    find: "enable_external_file_cache: 'false'",
    replace: "enable_external_file_cache: 'true'",
    test: ['test/lake/engine/duckdb.test.ts'],
  },
  {
    law: '3. One partition changes by one atomic write',
    what: 'the folder store does not look at what it replaces',
    file: 'src/lake/store/folder-store.ts',
    find: 'if (current?.etag !== expected.etag) throw new WriteConflict(key);',
    replace: 'void current;',
    test: ['test/lake/store/object-store.test.ts'],
  },
  {
    law: '3. One partition changes by one atomic write',
    what: 'S3 is not told what a write replaces',
    file: 'src/lake/store/s3-store.ts',
    find: "...(expected === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag }),",
    replace: '',
    test: ['test/lake/store/object-store.test.ts'],
  },
  {
    law: '3. One partition changes by one atomic write',
    what: 'an S3 write whose answer got lost counts as a lost race',
    file: 'src/lake/store/s3-store.ts',
    find: 'if (there?.writeId === writeId) return there.object;',
    replace: '',
    test: ['test/lake/store/s3-store.test.ts'],
  },
  {
    law: '4. The ledger is written last',
    what: 'files are in the ledger before their rows are in the tables',
    file: 'src/ingest/logs/load-files.ts',
    find: '  const rowsAdded = await appendEvents(lake, main, staged);\n  for (const table of others) await appendEvents(lake, table, staged);\n',
    replace: '  const rowsAdded = new Map<string, number>();\n',
    and: {
      find: '  for (const { path } of files) await rm(path',
      replace:
        '  for (const table of [main, ...others]) await appendEvents(lake, table, staged);\n  for (const { path } of files) await rm(path',
    },
    test: ['test/proofs/crash.test.ts'],
  },
  {
    law: '4. Doing it again changes nothing',
    what: 'an event that is there already is added again',
    file: 'src/lake/write/append-events.ts',
    find: "known.length === 0 ? ''",
    replace: "known.length >= 0 ? ''",
    test: ['test/lake/write/append-events.test.ts'],
  },
  {
    law: '5. Never forget',
    what: 'an emptier answer replaces what there was',
    file: 'src/ingest/hold-policy.ts',
    find: 'if (rowsBefore === 0) return undefined;',
    replace: 'if (rowsBefore >= 0) return undefined;',
    test: ['test/ingest/restatements.test.ts'],
  },
  {
    law: '5. Never pretend',
    what: 'a day is complete although its figures may still grow',
    file: 'src/coverage/assess-days.ts',
    find: 'landed?.settled === true ? landed.rows',
    replace: 'landed !== undefined ? landed.rows',
    test: ['test/coverage/coverage.test.ts', '-t', 'in a folder'],
  },
  {
    law: '5. Never pretend',
    what: 'days that passed while nobody looked are left out of coverage',
    file: 'src/coverage/coverage.ts',
    find: '    ...unseen,\n',
    replace: '',
    test: ['test/coverage/coverage.test.ts', '-t', 'in a folder'],
  },
  {
    law: 'A bad file never blocks its neighbours',
    what: 'a broken page fails all days of its source',
    file: 'src/ingest/days/read-day-by-day.ts',
    find: 'if (!(error instanceof ContractError)) throw error;\n  }\n  let',
    replace: 'throw error;\n  }\n  let',
    test: ['test/repair/not-landed.test.ts', '-t', 'costs its day alone'],
  },
  {
    law: 'What is not what was listed is quarantined',
    what: 'the checksum of a file is not looked at',
    file: 'src/sources/compliance-logs/client.ts',
    find: 'if (sha256 === sha256Listed) return;',
    replace: 'if (sha256 !== undefined) return;',
    test: ['test/repair/not-landed.test.ts', '-t', 'in a folder'],
  },
  {
    law: 'Keys and words stay where they belong',
    what: 'the key goes along to the origin of a signed address',
    file: 'src/http/fetch-once.ts',
    find: 'if (key !== undefined && url.origin === asked.origin)',
    replace: 'if (key !== undefined && asked.origin !== undefined)',
    test: ['test/http/http-client.test.ts'],
  },
  {
    law: 'Keys and words stay where they belong',
    what: 'a redirect may lead to a private address',
    file: 'src/http/fetch-once.ts',
    find: "(url.protocol === 'https:' && isPublicName(url)) ||",
    replace: "(url.protocol === 'https:' && isPublicName(from) !== undefined) ||",
    test: ['test/http/http-client.test.ts'],
  },
  {
    law: 'Keys and words stay where they belong',
    what: 'a text whose name tells nothing of it stays as it is',
    file: 'src/privacy/words-filter.ts',
    find: 'if (byName === undefined || !isKnown) return digested(text);',
    replace: 'if (byName === undefined || !isKnown) return undefined;',
    test: ['test/ingest/planted-words.test.ts'],
  },
  {
    law: 'Keys and words stay where they belong',
    what: 'JSON columns are as upstream says them',
    file: 'src/lake/parse/value-sql.ts',
    find: 'THEN without_words(',
    replace: 'THEN coalesce(',
    test: ['test/ingest/planted-words.test.ts'],
  },
  {
    law: 'Keys and words stay where they belong',
    what: 'names nobody has described stay as they are',
    file: 'src/privacy/words-filter.ts',
    find: 'const isSafe = isDescribed || isSafeName(name);',
    replace: 'const isSafe = isDescribed || name.length < 64;',
    test: ['test/ingest/planted-words.test.ts'],
  },
  {
    law: 'Nobody is locked out',
    what: 'no guard looks at how much of an allowlist would go',
    file: 'src/allowlist/guards.ts',
    find: '(step.filled ? guardMovement : guardRemovals)(target, movement, settings)',
    replace: '(step.filled ? undefined : guardRemovals(target, movement, settings))',
    test: ['test/allowlist/guards.test.ts'],
  },
  {
    law: 'Nobody is locked out',
    what: 'many small steps are not seen as the large one they are',
    file: 'src/allowlist/follow-feed.ts',
    find: 'guardWindow(subject, window, since, guards)',
    replace: 'undefined',
    test: ['test/allowlist/guard-attacks.test.ts'],
  },
  {
    law: 'Nobody is locked out',
    what: 'an entry counts as ours by its label',
    file: 'src/allowlist/targets/github-target.ts',
    find: 'owned.owns(id, range)',
    replace: "id !== ''",
    test: ['test/allowlist/ownership.test.ts'],
  },
  ...MENDED_FAULTS,
];
