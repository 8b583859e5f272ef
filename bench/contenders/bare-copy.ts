import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { literal, openDuckDb } from '../../src/lake/engine/duckdb.ts';
import { measure } from '../measure.ts';

// DuckDB alone, the shortest way from the same JSONL to a Parquet file: no original kept, no check, no dedupe, no order.
const [folder = '', input = ''] = process.argv.slice(2);

await measure(async () => {
  const duckdb = await openDuckDb({ workDir: folder, memoryMB: 800 });
  const out = join(folder, 'bare.parquet');
  await duckdb.run(
    `COPY (FROM read_json(${literal(join(input, '*.jsonl'))}, format = 'newline_delimited')) TO ${literal(out)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  duckdb.close();
  return (await stat(out)).size;
});
