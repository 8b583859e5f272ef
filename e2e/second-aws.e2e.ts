import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { checkCatalog } from '../src/doctor/check-catalog.ts';
import { checkWorkgroup } from '../src/doctor/check-workgroup.ts';
import { folderStore } from '../src/lake/store/folder-store.ts';
import { openStore } from '../src/lake/store/open-store.ts';
import { s3Client, s3Store } from '../src/lake/store/s3-store.ts';
import { athenaQuery } from '../src/query/athena-query.ts';
import { withLakeFixture } from '../test/allowlist/allowlist-fixture.ts';
import { type FaultyProxy, seededFaults, startFaultyProxy } from '../test/harness/faulty-proxy.ts';
import { describeStore } from '../test/lake/store/describe-store.ts';
import { resolved } from '../test/lib/policies/resolve.ts';
import { synthesize } from '../test/lib/stack.ts';
import { createLists, type Lists, prefixesOf } from './lists.ts';
import { type Moto, startMoto } from './moto.ts';
import { DIFFERENCES } from './moto-differences.ts';
import { comparableRows, differences } from './same-rows.ts';
import { type Ended, type as typed } from './terminal.ts';

const SECONDS = 1000;
const BUCKET = 'lake';
const DAY_MS = 86_400_000;
const DATABASE = 'codex_lake';

const folder = await mkdtemp(join(tmpdir(), 'codex-lake-moto-'));
const moto = await startMoto(join(folder, 'moto.log')).catch((error: Error): undefined => {
  console.log(`a second local AWS is an extra, and not to be had here: ${error.message}`);
});
Object.assign(process.env, moto?.environment);

afterAll(async () => {
  await moto?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(moto === undefined)('on a second local AWS', () => {
  const { endpoint }: Pick<Moto, 'endpoint'> = moto ?? { endpoint: '' };
  beforeAll(async () => {
    await s3Client().send(new CreateBucketCommand({ Bucket: BUCKET }));
  });

  let stores = 0;
  describeStore(
    'an S3 of moto',
    async () => {
      const client = s3Client();
      const prefix = `store-${stores++}`;
      const again = () => s3Store(BUCKET, prefix, client);
      return { store: again(), again, close: async () => client.destroy() };
    },
    // It gives 1,000 keys at once, as S3 does.
    500,
  );

  describe('a whole pull', () => {
    let simulator: Simulator;
    let proxy: FaultyProxy;
    let here: Record<string, string[]>;
    beforeAll(async () => {
      simulator = await startSimulator({ people: 3 });
      proxy = await startFaultyProxy(endpoint);
      const pulled = await pull(join(folder, 'lake'));
      expect(pulled).toMatchObject({ code: 0 });
      here = await comparableRows(folderStore(join(folder, 'lake')));
    }, 300 * SECONDS);
    afterAll(async () => {
      await proxy.close();
      await simulator.close();
    });

    const pull = (lake: string, variables = {}): Promise<Ended> =>
      typed([process.execPath, 'bin/codex-lake.ts', 'pull', '--lake', lake, '--json'], {
        CODEX_LAKE_WORKSPACES: simulator.workspaceId,
        CODEX_LAKE_ORGANIZATIONS: simulator.organizationId,
        CODEX_LAKE_API_BASE: simulator.apiBase,
        CODEX_LAKE_RANGES_BASE: simulator.rangesBase,
        CODEX_LAKE_PACED: 'false',
        CODEX_LAKE_DIGEST_KEY: '07'.repeat(32),
        OPENAI_ANALYTICS_KEY: simulator.analyticsKey,
        OPENAI_COMPLIANCE_KEY: simulator.complianceKey,
        ...variables,
      });

    it(
      'makes the lake it makes in a folder, row for row',
      async () => {
        const lake = `s3://${BUCKET}/pulled`;
        expect(await pull(lake)).toMatchObject({ code: 0 });
        expect(differences(here, await comparableRows(await openStore(lake)))).toEqual([]);
        expect(Object.values(here).flat().length).toBeGreaterThan(1000);
      },
      300 * SECONDS,
    );

    it(
      'behind a network with faults ends well, or says that it did not, and the next run mends it',
      async () => {
        const lake = `s3://${BUCKET}/through-faults`;
        proxy.faultOf = seededFaults({ seed: 16, share: 0.1, longest: 8 });
        const ended = await pull(lake, { AWS_ENDPOINT_URL: proxy.endpoint });
        expect([0, 1, 3]).toContain(ended.code);
        expect(new Set(proxy.happened).size).toBeGreaterThan(5);
        console.log(`through ${proxy.happened.length} faults: exit ${ended.code}`);
        expect(await pull(lake)).toMatchObject({ code: 0 });
        expect(differences(here, await comparableRows(await openStore(lake)))).toEqual([]);
      },
      300 * SECONDS,
    );
  });

  describe('allowlists', () => {
    it(
      'are followed: an IP set and prefix lists hold what the feed says and what others put there',
      async () => {
        const lists = await createLists('followed', [OFFICE]);
        await withLakeFixture({}, async (stand) => {
          const settings = {
            targets: [
              { kind: 'waf', ipv4: lists.ipSet, feeds: ['chatgpt-actions'], merge: false },
              { kind: 'prefix-list', ipv4: lists.prefixLists, feeds: ['chatgpt-actions'], merge: false },
            ],
            guards: { removalPercent: 90, additionsPercent: 90, graceHours: 0 },
          };
          const seen = new Set<string>();
          for (let version = 0; version < 3; version++) {
            const { targets } = await stand.sync({ settings, aws: endpoint });
            for (const { outcome, reason } of targets)
              expect([outcome, reason]).toEqual(['changed', undefined]);
            const feed = stand.simulator.served.ranges.get('chatgpt-actions.json')?.prefixes ?? [];
            const { waf, ec2 } = await prefixesOf(lists);
            expect(waf.sort()).toEqual([...feed, OFFICE].sort());
            expect(ec2.sort()).toEqual([...feed, OFFICE].sort());
            seen.add(feed.join());
            stand.clock.forward(15 * DAY_MS);
          }
          expect(seen.size).toBe(3);
          const { targets } = await stand.sync({ settings, aws: endpoint, mode: 'plan' });
          expect(targets).toHaveLength(2);
        });
      },
      300 * SECONDS,
    );

    it(
      'that somebody else is just editing lose nothing',
      async () => {
        const lists = await createLists('edited', [OFFICE]);
        await withLakeFixture({}, async (stand) => {
          // Whoever is in the console saves between our read and our write.
          const proxy = await startFaultyProxy(endpoint, async ({ target, nth }) => {
            if (target.endsWith('.UpdateIPSet') && nth === 0) await editSet(lists, '203.0.113.9/32');
            return undefined;
          });
          const settings = { targets: [{ kind: 'waf', ipv4: lists.ipSet, feeds: ['chatgpt-actions'] }] };
          const { targets } = await stand.sync({ settings, aws: proxy.endpoint });
          expect(targets).toMatchObject([{ outcome: 'changed' }]);
          expect((await prefixesOf(lists)).waf).toEqual(expect.arrayContaining([OFFICE, '203.0.113.9/32']));
          await proxy.close();
        });
      },
      300 * SECONDS,
    );
  });

  describe('Athena and the catalog', () => {
    it('answer a query that has to be waited for, as far as moto goes', async () => {
      await motoApi('state-manager/set-transition', {
        model_name: 'athena::execution',
        transition: { progression: 'manual', times: 2 },
      });
      const text = (...values: (string | null)[]) => ({
        Data: values.map((value) => (value === null ? {} : { VarCharValue: value })),
      });
      await motoApi('static/athena/query-results', {
        results: [
          {
            rows: [text('day', 'users'), text('2026-11-19', '3'), text('2026-11-20', null)],
            column_info: ['date', 'bigint'].map((Type, i) => ({ Name: ['day', 'users'][i], Type })),
          },
        ],
      });
      await new AthenaClient().send(new CreateWorkGroupCommand({ Name: 'CodexLake' }));
      const query = athenaQuery({
        database: DATABASE,
        workGroup: 'CodexLake',
        signal: AbortSignal.timeout(30 * SECONDS),
        firstWaitMs: 10,
      });
      expect(await query('SELECT day, users FROM daily')).toEqual({
        columns: ['day', 'users'],
        rows: [
          ['2026-11-19', 3],
          ['2026-11-20', null],
        ],
      });
    });

    it('are looked at by doctor: every table and view of the template, by pages', async () => {
      const glue = new GlueClient();
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
      const [before] = await checkCatalog(glue, DATABASE);
      expect(before).toMatchObject({ status: 'problem', says: expect.stringContaining('is not there') });
      const { ofType, resources } = await synthesize();
      for (const [, { Properties }] of ofType('AWS::Glue::Table'))
        await glue.send(
          new CreateTableCommand({
            DatabaseName: DATABASE,
            TableInput: Object(
              resolved(resources, Properties.TableInput, {
                partition: 'aws',
                region: 'us-east-1',
                account: '123456789012',
              }),
            ),
          }),
        );
      expect((await checkCatalog(glue, DATABASE)).map(({ status }) => status)).toEqual(['ok', 'ok']);
      expect(await checkWorkgroup(new AthenaClient(), 'no-such-workgroup')).toMatchObject([
        { status: 'problem' },
      ]);
    });
  });

  describe('where moto differs from what AWS documents', () => {
    it.each(DIFFERENCES)('$what ($documented)', async ({ stillDiffers }) => {
      expect(await stillDiffers()).toBe(true);
    });
  });
});

/** What somebody else had put into each list. */
const OFFICE = '198.51.100.0/24';

async function editSet({ ipSet }: Lists, address: string): Promise<void> {
  const place = { Name: ipSet.name, Id: ipSet.id, Scope: 'REGIONAL' as const };
  const waf = new WAFV2Client();
  const { IPSet, LockToken } = await waf.send(new GetIPSetCommand(place));
  await waf.send(
    new UpdateIPSetCommand({ ...place, LockToken, Addresses: [...(IPSet?.Addresses ?? []), address] }),
  );
}

async function motoApi(path: string, body: object): Promise<void> {
  const answer = await fetch(`${moto?.endpoint}/moto-api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}
