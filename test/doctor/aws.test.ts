import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import { glueTable } from '../../lib/glue-table.ts';
import { glueView } from '../../lib/glue-view.ts';
import { PLACEHOLDER } from '../../src/config/keys.ts';
import { checkCatalog } from '../../src/doctor/check-catalog.ts';
import { checkQuery } from '../../src/doctor/check-query.ts';
import { checkQuotas } from '../../src/doctor/check-quotas.ts';
import { checkWorkgroup } from '../../src/doctor/check-workgroup.ts';
import { deployedKeys } from '../../src/doctor/deployed.ts';
import { TABLES } from '../../src/tables/tables.ts';
import { VIEWS } from '../../src/views/views.ts';
import { awsClientSettings } from '../harness/aws-client-settings.ts';

/** An answer to an operation: what AWS says, or the kind of its refusal. */
type Answer = (asked: Record<string, string>) => object | string;

let server: Server;
afterEach(() => {
  server.close();
});

/** A service of AWS on loopback that knows these operations, by the name its clients send. */
async function service(answers: Readonly<Record<string, Answer>>) {
  server = createServer(async (request, reply) => {
    const operation = String(request.headers['x-amz-target'] ?? request.url).replace(/^.*[./]/, '');
    const asked = request.method === 'GET' ? {} : ((await json(request)) as Record<string, string>);
    const said = answers[operation]?.(asked) ?? 'UnknownOperationException';
    reply.writeHead(typeof said === 'string' ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    reply.end(JSON.stringify(typeof said === 'string' ? { __type: said, message: `${said} it is` } : said));
  }).listen(0, '127.0.0.1');
  return awsClientSettings(server);
}

/** The catalog as Glue gives it back, from what the stack puts there. */
function catalog() {
  const inputs = [
    ...TABLES.map((table) => glueTable(table, 'lake')),
    ...VIEWS.map((view) => glueView(view, 'codex_lake')),
  ];
  const column = ({ name, type }: { name: string; type?: string }) => ({ Name: name, Type: type });
  return inputs.map((input) => {
    const { columns } = input.storageDescriptor as { columns: { name: string; type: string }[] };
    return {
      Name: input.name ?? '',
      StorageDescriptor: { Columns: columns.map(column) },
      PartitionKeys: ((input.partitionKeys ?? []) as { name: string; type: string }[]).map(column),
    };
  });
}

const glueWith = async (tables: ReturnType<typeof catalog>) =>
  new GlueClient(
    await service({
      // Two pages, as Glue gives at most 100 at once.
      GetTables: ({ NextToken }) =>
        NextToken ? { TableList: tables.slice(3) } : { TableList: tables.slice(0, 3), NextToken: 'more' },
    }),
  );

describe('the catalog', () => {
  it('as the stack makes it is ok, over all pages', async () => {
    expect(await checkCatalog(await glueWith(catalog()), 'codex_lake')).toMatchObject([
      { check: 'catalog: tables', status: 'ok' },
      { check: 'catalog: views', status: 'ok' },
    ]);
  });

  it('with a column too few, one of another type, or no such view names each', async () => {
    const tables = catalog().filter(({ Name }) => Name !== 'adoption_day');
    tables.find(({ Name }) => Name === 'users')?.StorageDescriptor.Columns.pop();
    const changed = tables.find(({ Name }) => Name === 'codex_log')?.StorageDescriptor.Columns[0];
    if (changed !== undefined) changed.Type = 'binary';
    const [ofTables, ofViews] = await checkCatalog(await glueWith(tables), 'codex_lake');
    expect(ofTables).toMatchObject({ status: 'problem', todo: expect.stringContaining('npm run deploy') });
    expect(ofTables?.says).toMatch(/codex_log has no column .*users has no column/);
    expect(ofViews?.says).toBe('adoption_day is not there');
  });

  it('that may not be read says so in the words of AWS', async () => {
    const glue = new GlueClient(await service({ GetTables: () => 'AccessDeniedException' }));
    expect(await checkCatalog(glue, 'codex_lake')).toMatchObject([
      { status: 'problem', says: expect.stringContaining('AccessDeniedException') },
    ]);
  });
});

describe('the workgroup', () => {
  const with3 = {
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
    EnforceWorkGroupConfiguration: true,
    BytesScannedCutoffPerQuery: 100e9,
  };
  const found = async (configuration: object, State = 'ENABLED') =>
    checkWorkgroup(
      new AthenaClient(
        await service({ GetWorkGroup: () => ({ WorkGroup: { State, Configuration: configuration } }) }),
      ),
      'CodexLake',
    );

  it('as designed is ok, and its limit is said', async () => {
    expect(await found(with3)).toMatchObject([
      { status: 'ok', says: expect.stringContaining('100 GB a query') },
    ]);
  });

  it.each([
    ['an old engine', { ...with3, EngineVersion: { EffectiveEngineVersion: 'Athena engine version 2' } }],
    ['settings a client may overrule', { ...with3, EnforceWorkGroupConfiguration: false }],
    ['no limit', { ...with3, BytesScannedCutoffPerQuery: undefined }],
  ])('with %s is a problem', async (_, configuration) => {
    expect(await found(configuration)).toMatchObject([{ status: 'problem' }]);
  });

  it('that is switched off is a problem', async () => {
    expect(await found(with3, 'DISABLED')).toMatchObject([{ status: 'problem' }]);
  });
});

describe('a query', () => {
  const at = { database: 'codex_lake', workgroup: 'CodexLake' };
  const found = async (Status: object, runs = '0') => {
    let sql = '';
    const athena = new AthenaClient(
      await service({
        StartQueryExecution: ({ QueryString = '' }) => {
          sql = QueryString;
          return { QueryExecutionId: 'q' };
        },
        GetQueryExecution: () => ({ QueryExecution: { Status } }),
        GetQueryResults: () => ({
          ResultSet: { Rows: [{ Data: [{ VarCharValue: 'runs' }] }, { Data: [{ VarCharValue: runs }] }] },
        }),
      }),
    );
    return { findings: await checkQuery(athena, at, new Date('2026-11-22T12:00:00Z')), sql };
  };

  it('that is answered is ok, and reads a week only', async () => {
    const { findings, sql } = await found({ State: 'SUCCEEDED' }, '42');
    expect(findings).toMatchObject([{ status: 'ok', says: 'answers: 42 runs in the last week' }]);
    expect(sql).toContain("dt >= '2026-11-15'");
  });

  it('that finds no run warns: nothing has been pulled yet', async () => {
    expect((await found({ State: 'SUCCEEDED' })).findings).toMatchObject([{ status: 'warning' }]);
  });

  it('that Athena refuses is a problem, with its reason', async () => {
    const { findings } = await found({ State: 'FAILED', StateChangeReason: 'HIVE_BAD_DATA' });
    expect(findings).toMatchObject([{ status: 'problem', says: 'HIVE_BAD_DATA' }]);
  });
});

it.each([
  [10, 'warning'],
  [1000, 'ok'],
])('an account that may run %i functions at once is %s', async (ConcurrentExecutions, status) => {
  const lambda = new LambdaClient(
    await service({ 'account-settings': () => ({ AccountLimit: { ConcurrentExecutions } }) }),
  );
  expect(await checkQuotas(lambda)).toMatchObject([{ status }]);
});

it('takes a placeholder in a secret for no key', async () => {
  const secrets = new SecretsManagerClient(
    await service({
      GetSecretValue: ({ SecretId }) => ({
        SecretString: SecretId === 'CodexLake/analytics-key' ? 'a-key\n' : PLACEHOLDER,
      }),
    }),
  );
  expect(await deployedKeys(secrets, 'CodexLake')).toEqual({ analyticsKey: 'a-key' });
});
