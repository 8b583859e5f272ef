import { Stack } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct, type IDependable } from 'constructs';
import { TABLES } from '../src/tables/tables.ts';
import { VIEWS } from '../src/views/views.ts';
import { withHolidays } from '../src/views/with-holidays.ts';
import { glueTable } from './glue-table.ts';
import { glueView } from './glue-view.ts';

export interface CatalogProps {
  readonly data: IBucket;
  /** Name of the database, as analysts write it. */
  readonly databaseName: string;
  /** Days off, by day. */
  readonly holidays: Readonly<Record<string, string>>;
  /** Whether the database is there already. @default false */
  readonly databaseExists?: boolean;
}

/** What Athena knows: one table per definition, one view per SQL file. */
export class Catalog extends Construct {
  readonly databaseName: string;
  private readonly tables: glue.CfnTable[] = [];

  constructor(
    scope: Construct,
    id: string,
    { data, databaseName, holidays, databaseExists = false }: CatalogProps,
  ) {
    super(scope, id);
    this.databaseName = databaseName;
    const catalogId = Stack.of(this).account;
    const databaseInput = {
      name: databaseName,
      description: 'Codex Lake: what Codex was used for, and what it cost',
    };
    const database = databaseExists
      ? undefined
      : new glue.CfnDatabase(this, 'Database', { catalogId, databaseInput });
    const inputs = [
      ...TABLES.map((table) => glueTable(table, data.bucketName)),
      ...withHolidays(VIEWS, holidays).map((view) => glueView(view, databaseName)),
    ];
    for (const tableInput of inputs) {
      const table = new glue.CfnTable(this, pascal(tableInput.name ?? ''), {
        catalogId,
        databaseName,
        tableInput,
      });
      if (database !== undefined) table.addResourceDependency(database);
      this.tables.push(table);
    }
  }

  /** Tells of tables and views not before this is done. */
  tellAfter(ready: IDependable): void {
    for (const table of this.tables) table.node.addDependency(ready);
  }
}

function pascal(name: string): string {
  return name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
