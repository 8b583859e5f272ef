import { zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Kind } from '../../src/tables/column.ts';
import { events, GETTERS } from '../rows.ts';

// The same table, written by the fastest JavaScript writer: rows pass through JavaScript, in order of the files.
const [input = '', out = ''] = process.argv.slice(2);
const ROWS_A_GROUP = 100_000;

const TYPES: Readonly<Record<Kind, Partial<SchemaElement>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  decimal: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

const schema: SchemaElement[] = [
  { name: 'root', num_children: GETTERS.length },
  ...GETTERS.map(({ name, column }) => ({
    name,
    repetition_type: 'OPTIONAL' as const,
    ...TYPES[column.kind],
  })),
];
const writer = new ParquetWriter({
  writer: fileWriter(out),
  schema,
  codec: 'ZSTD',
  compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
});
let columns: unknown[][] = GETTERS.map(() => []);
let rows = 0;
const flush = () => {
  writer.write({
    columnData: GETTERS.map(({ name }, i) => ({ name, data: columns[i] ?? [] })),
    rowGroupSize: ROWS_A_GROUP,
  });
  columns = GETTERS.map(() => []);
  rows = 0;
};
for await (const { event, file } of events(input)) {
  for (let i = 0; i < GETTERS.length; i++) columns[i]?.push(GETTERS[i]?.get(event, file) ?? undefined);
  if (++rows === ROWS_A_GROUP) flush();
}
if (rows > 0) flush();
await writer.finish();
