import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { openDuckDb } from '../../src/lake/engine/duckdb.ts';
import type { ObjectStore } from '../../src/lake/store/object-store.ts';
import { registerTables } from '../../src/query/register-tables.ts';
import { KINDS } from '../../src/tables/column.ts';
import type { Table } from '../../src/tables/define-table.ts';
import { objectKey, objectsPrefix, tablePrefix } from '../../src/tables/layout.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { VIEWS } from '../../src/views/views.ts';
import { askTrino } from './trino-client.ts';

export interface LocalS3 {
  readonly url: string;
  close(): Promise<void>;
}

/** An S3 on loopback whose bucket `lake` holds the tables of a lake; a table without rows has one empty file, with its types. */
export async function s3WithTables(store: ObjectStore, workDir: string): Promise<LocalS3> {
  const s3 = await startFauxqs({ port: 0, logger: false });
  s3.createBucket('lake');
  const url = `http://127.0.0.1:${s3.port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  const put = (key: string, Body: Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: 'lake', Key: key, Body }));
  for (const table of TABLES) {
    let empty = true;
    for await (const { key } of store.list(objectsPrefix(table))) {
      await put(key, (await store.read(key)) ?? new Uint8Array());
      empty = false;
    }
    if (empty) {
      const day = table.partitionBy === null ? null : '2025-01-01';
      await put(objectKey(table, day, 'empty'), await emptyParquet(table, store, workDir));
    }
  }
  client.destroy();
  return { url, close: () => s3.stop() };
}

async function emptyParquet(table: Table, store: ObjectStore, workDir: string): Promise<Uint8Array> {
  const file = join(workDir, `${table.name}.parquet`);
  const duckdb = await openDuckDb({ workDir });
  await registerTables(duckdb, store, [table], workDir);
  await duckdb.run(
    `COPY (SELECT ${Object.keys(table.columns)
      .map((name) => `"${name}"`)
      .join(', ')} FROM ${table.name}) TO '${file}' (FORMAT parquet)`,
  );
  duckdb.close();
  return readFile(file);
}

/** Makes the tables and views known to Trino as schema `lake.codex`. */
export async function declare(url: string): Promise<void> {
  await askTrino(url, "CREATE SCHEMA lake.codex WITH (location = 's3://lake/schema')");
  for (const table of TABLES) {
    const columns = Object.entries(table.columns).map(([name, { kind }]) => `"${name}" ${KINDS[kind].trino}`);
    if (table.partitionBy !== null) columns.push('month varchar');
    const partition = table.partitionBy === null ? '' : ", partitioned_by = ARRAY['month']";
    await askTrino(
      url,
      `CREATE TABLE ${table.name} (${columns.join(', ')}) WITH (external_location = 's3://lake/${tablePrefix(table)}', format = 'PARQUET'${partition})`,
    );
    if (table.partitionBy !== null)
      await askTrino(url, `CALL lake.system.sync_partition_metadata('codex', '${table.name}', 'ADD')`);
  }
  for (const { name, sql } of VIEWS) await askTrino(url, `CREATE VIEW ${name} AS ${sql}`);
}
