import { afterEach, describe, expect, test } from 'vitest';
import type { FaultName } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { FileList, type FileMeta, Reader, sha256 } from './reader.ts';

const NOW = new Date('2026-09-25T15:00:00Z');
const AFTER = '2026-09-24T06:00:00Z';
let simulator: Simulator;

async function start(...faults: FaultName[]): Promise<Reader> {
  simulator = await startSimulator({ now: NOW, people: 40, faults });
  return new Reader(simulator);
}
afterEach(() => simulator.close());

async function bodies(reader: Reader): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of await reader.files('CODEX_LOG', AFTER)) texts.set(file.id, await reader.download(file));
  return texts;
}

function ids(text: string): string[] {
  return [...text.matchAll(/\{"event_id":"([^"]+)"/g)].map((match) => match[1] ?? '');
}

function parses(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

describe('listings', () => {
  test('boundary-replay: the file that ends at after is listed again', async () => {
    const reader = await start();
    const files = await reader.files('CODEX_LOG', AFTER);
    const after = files[4]?.end_time ?? '';
    simulator.setFaults(['boundary-replay']);
    expect((await reader.files('CODEX_LOG', after))[0]).toEqual(files[4]);
    expect(new Set((await reader.files('CODEX_LOG', AFTER, 10)).map((file) => file.id)).size).toBe(
      files.length,
    );
  });

  test('same-end-time: two files share an end time, and a page edge between them loses one', async () => {
    const reader = await start('same-end-time');
    // Few enough for one page, so that the whole is known.
    const today = '2026-09-25T04:00:00Z';
    const all = await reader.files('CODEX_LOG', today);
    expect(all.length).toBeLessThan(100);
    const pairs = all.filter((file, i) => all[i + 1]?.end_time === file.end_time);
    expect(pairs.length).toBeGreaterThan(5);
    const paged = await reader.files('CODEX_LOG', today, 3);
    expect(paged.length).toBeLessThan(all.length);
    const split = (await Promise.all(all.map((file) => reader.download(file)))).flatMap(ids);
    simulator.setFaults([]);
    const unsplit = await reader.files('CODEX_LOG', today);
    expect(split).toEqual((await Promise.all(unsplit.map((file) => reader.download(file)))).flatMap(ids));
  });

  test('expired-file: some listed files are gone', async () => {
    const reader = await start('expired-file');
    const statuses: number[] = [];
    for (const file of await reader.files('CODEX_LOG', AFTER)) {
      statuses.push((await reader.get(`${reader.compliance}/logs/${file.id}`)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([307, 404]));
    expect(statuses.filter((status) => status === 404).length).toBeLessThan(statuses.length / 8);
  });
});

describe('downloads', () => {
  test('expired-url: some first addresses are out of date, the second works', async () => {
    const reader = await start('expired-url');
    let stale = 0;
    for (const file of await reader.files('AUTH_LOG', AFTER)) {
      const first = await reader.get(await reader.address(file), null);
      if (first.status === 403) stale += 1;
      expect((await reader.get(await reader.address(file), null)).status).toBe(200);
    }
    expect(stale).toBeGreaterThan(5);
  });

  test('truncated-body: some first downloads break off or come short, the second is whole', async () => {
    const reader = await start('truncated-body');
    const first = { whole: 0, short: 0, broken: 0 };
    for (const file of await reader.files('AUTH_LOG', AFTER)) {
      const text = await reader.download(file).catch(() => null);
      first[text === null ? 'broken' : sha256(text) === file.file_sha256 ? 'whole' : 'short'] += 1;
      if (text === null) expect(simulator.served.files.get(file.id)?.good).toBe(false);
      expect(sha256(await reader.download(file))).toBe(file.file_sha256);
      expect(simulator.served.files.get(file.id)?.good).toBe(true);
    }
    expect(first.whole).toBeGreaterThan(20);
    expect(first.short).toBeGreaterThan(0);
    expect(first.broken).toBeGreaterThan(0);
  });

  test('wrong-checksum: some listed checksums never match, and their events do not count as served', async () => {
    const reader = await start('wrong-checksum');
    const wrong: FileMeta[] = [];
    const lost: string[] = [];
    for (const file of await reader.files('CODEX_LOG', AFTER)) {
      const text = await reader.download(file);
      if (sha256(text) === file.file_sha256) continue;
      wrong.push(file);
      lost.push(...ids(text));
    }
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.length).toBeLessThan(40);
    expect(lost.some((id) => simulator.served.events.get('CODEX_LOG')?.has(id))).toBe(false);
    expect(sha256(await reader.download(wrong[0]!))).not.toBe(wrong[0]?.file_sha256);
  });
});

describe('contents', () => {
  test('no-trailing-newline: some files end without one', async () => {
    const texts = [...(await bodies(await start('no-trailing-newline'))).values()];
    const without = texts.filter((text) => !text.endsWith('\n'));
    expect(without.length).toBeGreaterThan(texts.length / 4);
    expect(without.length).toBeLessThan(texts.length);
  });

  test('concatenated-objects: some lines hold two objects', async () => {
    const texts = [...(await bodies(await start('concatenated-objects'))).values()];
    const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
    const doubles = lines.filter((line) => line.includes('}{"event_id":'));
    expect(doubles.length).toBeGreaterThan(5);
    expect(
      lines.every((line) => parses(line) || parses(`[${line.replace('}{"event_id"', '},{"event_id"')}]`)),
    ).toBe(true);
  });

  test('bad-line: some files have one line that is not JSON', async () => {
    const texts = await bodies(await start('bad-line'));
    let bad = 0;
    for (const [id, text] of texts) {
      const lines = text.trimEnd().split('\n');
      const wrong = lines.filter((line) => !parses(line)).length;
      expect(simulator.served.files.get(id)).toMatchObject({ lines: lines.length, badLines: wrong });
      expect(wrong).toBeLessThanOrEqual(1);
      bad += wrong;
    }
    expect(bad).toBeGreaterThan(5);
  });

  test('duplicate-events: about three events in a hundred come in two files, as they were', async () => {
    const texts = [...(await bodies(await start('duplicate-events'))).values()];
    const all = texts.flatMap(ids);
    const share = 1 - new Set(all).size / all.length;
    expect(share).toBeGreaterThan(0.015);
    expect(share).toBeLessThan(0.045);
    const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
    expect(new Set(lines).size).toBe(new Set(all).size);
    expect(texts.every((text) => new Set(ids(text)).size === ids(text).length)).toBe(true);
  });

  test('late-events: some events are filed hours later, some on the next day, none is lost', async () => {
    const reader = await start();
    const span = async () => {
      const found = new Set<string>();
      const hours: number[] = [];
      for (const file of await reader.files('CODEX_LOG', '2026-09-21T00:00:00Z')) {
        for (const event of await reader.events(file)) {
          found.add(event.event_id);
          hours.push((Date.parse(file.end_time) - Date.parse(event.timestamp)) / 3_600_000);
        }
      }
      return { found, hours };
    };
    const punctual = await span();
    simulator.setFaults(['late-events']);
    const late = await span();
    expect(Math.max(...punctual.hours)).toBeLessThan(0.2);
    const tardy = late.hours.filter((hours) => hours > 1.5);
    expect(tardy.length / late.hours.length).toBeGreaterThan(0.008);
    expect(Math.max(...tardy)).toBeGreaterThan(12);
    expect(late.hours.length).toBe(late.found.size);
    // By the last hours of the clock, only what is still to come is missing.
    const missing = [...punctual.found].filter((id) => !late.found.has(id));
    expect(missing.length).toBeLessThan(punctual.found.size * 0.02);
  });

  test('no-timestamp: some events have none, null, or nonsense', async () => {
    await bodies(await start('no-timestamp'));
    const times = [...(simulator.served.events.get('CODEX_LOG')?.values() ?? [])];
    const undated = times.filter((time) => time === null).length;
    expect(undated).toBeGreaterThan(5);
    expect(undated / times.length).toBeLessThan(0.03);
  });

  test('new-key and unknown-client: events have keys and surfaces nobody knows', async () => {
    const texts = [...(await bodies(await start('new-key', 'unknown-client'))).values()].join('');
    const lines = texts.trimEnd().split('\n');
    expect(
      lines.every(
        (line) => parses(line) && line.includes('"review_depth":') && line.includes('"schema_revision"'),
      ),
    ).toBe(true);
    const strange = lines.filter((line) => line.includes('CODEX_HOLOGRAM_PROJECTOR'));
    expect(strange.length / lines.length).toBeCloseTo(0.1, 1);
  });

  test('all faults of the contents at once still leave every event readable in some way', async () => {
    const all: FaultName[] = [
      'no-trailing-newline',
      'concatenated-objects',
      'bad-line',
      'duplicate-events',
      'late-events',
      'no-timestamp',
      'new-key',
      'unknown-client',
      'same-end-time',
    ];
    const reader = await start(...all);
    const list = FileList.parse(
      await reader.json(`${reader.compliance}/logs?event_type=CODEX_LOG&after=${AFTER}`),
    );
    const events = (await Promise.all(list.data.map((file) => reader.download(file)))).flatMap(ids);
    expect(new Set(events).size).toBe(simulator.served.events.get('CODEX_LOG')?.size);
  });
});
