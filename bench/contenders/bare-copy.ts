import { dirname, join } from 'node:path';
import { literal, openDuckDb } from '../../src/lake/engine/duckdb.ts';

// DuckDB alone, the shortest way from the same JSONL to a Parquet file: no original kept, no check, no dedupe, no order.
const [input = '', out = '', threads = '1'] = process.argv.slice(2);

const duckdb = await openDuckDb({ workDir: dirname(out), threads: Number(threads), memoryMB: 800 });
await duckdb.run(
  `COPY (FROM read_json(${literal(join(input, '*.jsonl'))}, format = 'newline_delimited')) TO ${literal(out)} (FORMAT parquet, COMPRESSION zstd)`,
);
duckdb.close();
