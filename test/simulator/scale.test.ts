import { expect, test } from 'vitest';
import { codexLogLines } from '../../simulator/codex-log-lines.ts';
import { createCompany } from '../../simulator/company/company.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { FileList, Page, Reader } from './reader.ts';

const NOW = new Date('2026-11-18T15:00:00Z');

test('a company of 250 has some 1,000 to 1,500 turns and 4,500 to 6,500 log events a weekday', () => {
  const company = createCompany({ seed: 'codex-lake', people: 250 });
  for (const day of ['2026-11-10', '2026-11-11', '2026-11-12']) {
    const lines = [...codexLogLines(company, day)];
    const turns = lines.filter((line) => line.includes('"event_type":"PROMPT_SENT"')).length;
    const size = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
    expect(turns).toBeGreaterThan(900);
    expect(turns).toBeLessThan(1600);
    expect(lines.length).toBeGreaterThan(4500);
    expect(lines.length).toBeLessThan(6500);
    expect(size).toBeGreaterThan(600);
    expect(size).toBeLessThan(1050);
  }
});

test('a company of 20,000 gives a day of usage in seconds, and files of at most 15 MB', async () => {
  const simulator = await startSimulator({ now: NOW, people: 20_000 });
  const reader = new Reader(simulator);
  const day = Date.parse('2026-11-17T00:00:00Z') / 1000;
  const begun = performance.now();
  const page = Page.parse(
    await reader.json(`${reader.analytics}/usage?start_time=${day}&end_time=${day + 86_400}&limit=30000`),
  );
  expect(page.data.length).toBeGreaterThan(8000);
  expect(performance.now() - begun).toBeLessThan(5000);
  const url = `${reader.compliance}/logs?event_type=CODEX_LOG&after=2026-11-17T14:00:00Z&limit=3`;
  const list = FileList.parse(await reader.json(url));
  expect(list.data).toHaveLength(3);
  for (const file of list.data) {
    expect(file.file_size).toBeGreaterThan(1_000_000);
    expect(file.file_size).toBeLessThanOrEqual(15_000_000);
  }
  await simulator.close();
});
