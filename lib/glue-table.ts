import type * as glue from 'aws-cdk-lib/aws-glue';
import { KINDS } from '../src/tables/column.ts';
import type { Table } from '../src/tables/define-table.ts';
import { tablePrefix, UNDATED } from '../src/tables/layout.ts';

const PARQUET = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

/** Most characters Glue keeps of a column's comment. */
const COMMENT_LIMIT = 255;

/** The catalog's entry of a table: its columns with their sentences, and its days by projection, so that no crawler is needed. */
export function glueTable(table: Table, bucket: string): glue.CfnTable.TableInputProperty {
  const location = `s3://${bucket}/${tablePrefix(table)}`;
  return {
    name: table.name,
    description: table.doc,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      ...(table.partitionBy !== null && dayProjection(location)),
    },
    partitionKeys:
      table.partitionBy === null
        ? []
        : [
            {
              name: 'dt',
              type: 'string',
              comment: 'UTC day of the partition, YYYY-MM-DD. Filter on it to read less.',
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

/** Every day from the lake's first to tomorrow: events may be stamped a little ahead. */
function dayProjection(location: string): Record<string, string> {
  return {
    'projection.enabled': 'true',
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': `${UNDATED},NOW+1DAYS`,
    'projection.dt.interval': '1',
    'projection.dt.interval.unit': 'DAYS',
    'storage.location.template': `${location}dt=\${dt}/`,
  };
}

/** Cut at the end of a sentence or of a word. */
export function shortened(text: string): string {
  if (text.length <= COMMENT_LIMIT) return text;
  return `${text.slice(0, COMMENT_LIMIT - 1).replace(/\s+\S*$/, '')}…`;
}
