import type * as glue from 'aws-cdk-lib/aws-glue';
import { KINDS } from '../src/tables/column.ts';
import type { Table } from '../src/tables/define-table.ts';
import { tablePrefix, UNDATED } from '../src/tables/layout.ts';
import { monthOf } from '../src/tables/spans.ts';

const PARQUET = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

/** Most characters Glue keeps of a column's comment. */
const COMMENT_LIMIT = 255;

/** The catalog's entry of a table: its columns with their sentences, and its months by projection, so that no crawler is needed. */
export function glueTable(table: Table, bucket: string): glue.CfnTable.TableInputProperty {
  const location = `s3://${bucket}/${tablePrefix(table)}`;
  return {
    name: table.name,
    description: table.doc,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      ...(table.partitionBy !== null && monthProjection(location)),
    },
    partitionKeys:
      table.partitionBy === null
        ? []
        : [
            {
              name: 'month',
              type: 'string',
              comment: 'UTC month of the partition, YYYY-MM. Filter on it, beside dt, to list and read less.',
            },
          ],
    storageDescriptor: {
      location,
      ...PARQUET,
      columns: Object.entries(table.columns).map(([name, { kind, doc }]) => ({
        name,
        type: KINDS[kind].glue,
        comment: shortened(doc),
      })),
    },
  };
}

/** Every month from the lake's first to tomorrow's: events may be stamped a little ahead. */
function monthProjection(location: string): Record<string, string> {
  return {
    'projection.enabled': 'true',
    'projection.month.type': 'date',
    'projection.month.format': 'yyyy-MM',
    'projection.month.range': `${monthOf(UNDATED)},NOW+1DAYS`,
    'projection.month.interval': '1',
    'projection.month.interval.unit': 'MONTHS',
    'storage.location.template': `${location}month=\${month}/`,
  };
}

/** Cut at the end of a sentence or of a word. */
export function shortened(text: string): string {
  if (text.length <= COMMENT_LIMIT) return text;
  return `${text.slice(0, COMMENT_LIMIT - 1).replace(/\s+\S*$/, '')}…`;
}
