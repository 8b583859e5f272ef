import { stat } from 'node:fs/promises';
import { identifier, literal, openDuckDb } from '../../src/lake/engine/duckdb.ts';
import type { TableCopy } from '../table-copies.ts';

// One bare COPY a table, with the columns that DuckDB finds in the JSON: no check, no dedupe, no order. Prints rows and bytes.
const [workDir = '', ordered = ''] = process.argv.slice(2);
const copies: TableCopy[] = JSON.parse(ordered);

const duckdb = await openDuckDb({ workDir });
let outputBytes = 0;
for (const { files, unnest, out } of copies) {
  const read = `read_json(${literal(files)}, format = 'newline_delimited', union_by_name = true)`;
  const elements = unnest === null ? '*' : `* EXCLUDE (${identifier(unnest)}), unnest(${identifier(unnest)})`;
  await duckdb.run(
    `COPY (SELECT ${elements} FROM ${read}) TO ${literal(out)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  outputBytes += (await stat(out)).size;
}
const rows = await duckdb.rows(
  `SELECT sum(num_rows)::DOUBLE AS rows FROM parquet_file_metadata([${copies.map(({ out }) => literal(out)).join(', ')}])`,
);
duckdb.close();
process.stdout.write(JSON.stringify({ outputBytes, rows: Number(rows[0]?.rows) }));
