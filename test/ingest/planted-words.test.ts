import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLake } from '../../src/lake/lake.ts';
import { folderStore } from '../../src/lake/store/folder-store.ts';
import type { IdentityPolicy } from '../../src/privacy/identity.ts';
import { pullInto, type Upstream } from '../harness/pull-fixture.ts';
import { garden, type Planted } from './planted/plant.ts';
import { plantedRecords } from './planted/planted-records.ts';
import { startPlantedUpstream } from './planted/planted-upstream.ts';
import { textsOfLake } from './planted/texts-of-lake.ts';

const planted = garden();
const records = plantedRecords(planted);

let upstream: Upstream & { close(): Promise<void> };
let root: string;
beforeAll(async () => {
  upstream = await startPlantedUpstream(records);
  root = await mkdtemp(join(tmpdir(), 'codex-lake-test-'));
});
afterAll(async () => {
  await upstream.close();
  await rm(root, { recursive: true });
});

/** All that stands below `lake/` after a pull of everything there is. */
async function pulled(identity: IdentityPolicy, content: 'digest' | 'keep'): Promise<Map<string, string>> {
  const folder = join(root, identity);
  const lake = await openLake(folderStore(folder), { digestKey: Buffer.alloc(32, 5), identity });
  try {
    const logs = Object.keys(records.logs);
    const named = [
      'usage',
      'usage_workspace',
      'code_reviews',
      'code_review_responses',
      'users',
      'codex_tasks',
      'codex_environments',
      'egress_ranges',
    ];
    const results = await pullInto(lake, upstream, {
      sources: [...logs, ...named],
      since: '2026-11-16',
      content,
    });
    for (const { stream, outcome, counters } of results) {
      expect([stream.source.name, outcome, counters.rejects, counters.notLanded]).toEqual([
        stream.source.name,
        'done',
        0,
        0,
      ]);
      expect([stream.source.name, counters.rows > 0]).toEqual([stream.source.name, true]);
    }
    return await textsOfLake({ ...lake, folder });
  } finally {
    await lake.close();
  }
}

const found = (of: readonly Planted[], texts: Map<string, string>) => {
  const all = [...texts].map(([key, text]) => [key, text] as const);
  return of.flatMap(({ at, mark }) => {
    const key = all.find(([, text]) => text.includes(mark.toLowerCase()))?.[0];
    return key === undefined ? [] : [`${at} in ${key}`];
  });
};

describe('of what people wrote, at every place no definition tells of,', () => {
  let texts: Map<string, string>;
  beforeAll(async () => {
    texts = await pulled('clear', 'digest');
  });

  it('nothing stands in any byte of the tables', () => {
    expect(planted.words.length).toBeGreaterThan(400);
    expect(found(planted.words, texts)).toEqual([]);
  });

  it('while ids, values of enums, times and versions are all there', () => {
    expect(planted.kept.length).toBeGreaterThan(80);
    const there = new Set(found(planted.kept, texts).map((line) => line.replace(/ in [^ ]+$/, '')));
    expect(planted.kept.filter(({ at }) => !there.has(at))).toEqual([]);
  });

  it('and people are where the contract has them', () => {
    const known = planted.people.filter(({ mark }) => !planted.words.some((word) => word.mark === mark));
    expect(known.length).toBeGreaterThan(20);
    expect(found(known, texts)).toHaveLength(known.length);
  });
});

describe('told to use pseudonyms, and to keep content,', () => {
  it('the tables still have none of it, and no name or e-mail of anybody', async () => {
    const texts = await pulled('pseudonym', 'keep');
    expect(planted.people.length).toBeGreaterThan(200);
    expect(found(planted.people, texts)).toEqual([]);
    expect(found(planted.words, texts)).toEqual([]);
  });
});
