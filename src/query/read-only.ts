import { type DuckDb, type RowTable, SeveralStatements, type Statement } from '../lake/engine/duckdb.ts';

/** What was asked would do more than read the lake. */
export class NotReadOnly extends Error {}

/** `EXPLAIN`, what may follow it, and then the statement it is of. */
const EXPLAIN = /^\s*EXPLAIN\s+(?:ANALYZE\s+)?(?:\([^()]*\)\s*)?/i;

const ALLOWED = 'allowed are SELECT, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW and EXPLAIN of these';

/**
 * Answers one statement that only reads: a SELECT by the engine's own parse, which FROM, DESCRIBE and the like are too, or an
 * EXPLAIN of one. Throws `NotReadOnly` for any other and for several, before anything ran, and where a locked engine refuses to
 * reach outside.
 */
export async function readOnly(duckdb: DuckDb, sql: string): Promise<RowTable> {
  return refusing(async () => {
    const statement = await duckdb.prepare(sql);
    if (statement.kind !== 'SELECT') await requireExplained(duckdb, sql, statement);
    return statement.run();
  });
}

/** EXPLAIN ANALYZE runs what it explains, and the engine does not say of which kind that is: so it is asked of the rest alone. */
async function requireExplained(duckdb: DuckDb, sql: string, { kind }: Statement): Promise<void> {
  if (kind !== 'EXPLAIN') throw new NotReadOnly(`statement ${kind}: does more than read, ${ALLOWED}`);
  const of = await duckdb.prepare(sql.replace(EXPLAIN, '')).catch(() => undefined);
  if (of?.kind !== 'SELECT')
    throw new NotReadOnly(
      `statement EXPLAIN of ${of?.kind ?? 'an unknown one'}: may do more than read, ${ALLOWED}`,
    );
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SeveralStatements) throw new NotReadOnly(error.message, { cause: error });
    const [, refused] = /^Permission Error: (.*)/s.exec(error instanceof Error ? error.message : '') ?? [];
    throw refused === undefined ? error : new NotReadOnly(`beyond the lake: ${refused}`, { cause: error });
  }
}
