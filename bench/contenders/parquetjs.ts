import { ParquetSchema, ParquetWriter } from '@dsnp/parquetjs';
import type { Kind } from '../../src/tables/column.ts';
import { events, GETTERS } from '../rows.ts';

// The same table, written row by row by parquetjs. It has no zstd; snappy is its fastest.
const [input = '', out = ''] = process.argv.slice(2);

const TYPES: Readonly<Record<Kind, 'UTF8' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'DATE' | 'TIMESTAMP_MILLIS'>> = {
  string: 'UTF8',
  json: 'UTF8',
  bigint: 'INT64',
  double: 'DOUBLE',
  decimal: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP_MILLIS',
};

const schema = new ParquetSchema(
  Object.fromEntries(
    GETTERS.map(({ name, column }) => [
      name,
      { type: TYPES[column.kind], optional: true, compression: 'SNAPPY' as const },
    ]),
  ),
);
const writer = await ParquetWriter.openFile(schema, out);
writer.setRowGroupSize(100_000);
for await (const { event, file } of events(input)) {
  const row: Record<string, unknown> = {};
  for (const { name, get } of GETTERS) {
    const value = get(event, file);
    if (value != null) row[name] = value;
  }
  await writer.appendRow(row);
}
await writer.close();
