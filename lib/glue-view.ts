import type * as glue from 'aws-cdk-lib/aws-glue';
import { KINDS } from '../src/tables/column.ts';
import type { View } from '../src/views/view.ts';
import { shortened } from './glue-table.ts';

/**
 * The catalog's entry of a view, in the form Athena itself gives it on CREATE VIEW: the SQL and the column types as JSON in
 * base64. So views come with the stack, and no query runs at deploy time.
 */
export function glueView(view: View, databaseName: string): glue.CfnTable.TableInputProperty {
  const definition = {
    originalSql: view.sql,
    catalog: 'awsdatacatalog',
    schema: databaseName,
    columns: view.columns.map(({ name, kind }) => ({ name, type: KINDS[kind].trino })),
  };
  const encoded = Buffer.from(JSON.stringify(definition)).toString('base64');
  return {
    name: view.name,
    description: `${view.doc} Grain: ${view.grain}`,
    tableType: 'VIRTUAL_VIEW',
    parameters: { presto_view: 'true', comment: 'Presto View' },
    viewOriginalText: `/* Presto View: ${encoded} */`,
    viewExpandedText: '/* Presto View */',
    storageDescriptor: {
      // Athena asks for it, and reads nothing from it.
      serdeInfo: {},
      columns: view.columns.map(({ name, kind, doc }) => ({
        name,
        type: KINDS[kind].glue,
        comment: shortened(doc),
      })),
    },
  };
}
