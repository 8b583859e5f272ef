import { afterAll, beforeAll, expect, test } from 'vitest';
import { codexLogBytes, codexLogLines } from '../../simulator/codex-log-lines.ts';
import { createCompany } from '../../simulator/company/company.ts';
import { FAULTS } from '../../simulator/faults.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { Reader, sha256 } from './reader.ts';

const NOW = new Date('2026-09-23T15:00:00Z');
const options = { seed: 'twins', people: 40, now: NOW };
let one: Simulator;
let two: Simulator;

beforeAll(async () => {
  [one, two] = await Promise.all([startSimulator(options), startSimulator(options)]);
});
afterAll(() => Promise.all([one.close(), two.close()]));

function questions(simulator: Simulator): string[] {
  const { analytics, compliance, organization } = new Reader(simulator);
  const logs = (type: string) => `logs?event_type=${type}&after=2026-09-20T00:00:00Z&limit=40`;
  return [
    `${analytics}/usage?limit=200`,
    `${analytics}/usage?group=workspace`,
    `${analytics}/code_reviews`,
    `${analytics}/code_review_responses`,
    ...['CODEX_LOG', 'CODEX_SECURITY_LOG', 'AUDIT_LOG', 'AUTH_LOG'].map(
      (type) => `${compliance}/${logs(type)}`,
    ),
    `${organization}/${logs('COSTS')}`,
    `${compliance}/codex_tasks`,
    `${compliance}/codex_environments`,
    `${compliance}/users`,
    ...['agents', 'connectors', 'actions'].map((name) => `${simulator.rangesBase}/chatgpt-${name}.json`),
  ];
}

function fingerprint(url: string, text: string): string {
  return `${new URL(url).pathname} ${sha256(text)}`;
}

test('two simulators of one seed, size and clock give the same bytes, asked in any order', async () => {
  const [first, second] = [new Reader(one), new Reader(two)];
  const answers: string[] = [];
  for (const url of questions(one)) answers.push(fingerprint(url, (await first.get(url)).text));
  // The other is asked backwards, and about other times in between.
  const backwards: string[] = [];
  for (const url of questions(two).reverse()) {
    two.setNow(new Date('2026-11-01T00:00:00Z'));
    await second.get(url);
    two.setNow(NOW);
    backwards.unshift(fingerprint(url, (await second.get(url)).text));
  }
  expect(backwards).toEqual(answers);
  const file = (await first.files('CODEX_LOG', '2026-09-20T00:00:00Z'))[7]!;
  expect(await second.download(file)).toBe(await first.download(file));
});

test('another seed is another company', async () => {
  const other = await startSimulator({ ...options, seed: 'stranger' });
  await other.close();
  expect(other.workspaceId).not.toBe(one.workspaceId);
  expect(other.complianceKey).not.toBe(one.complianceKey);
  expect(other.secrets.emails).not.toEqual(one.secrets.emails);
});

test("a benchmark's day is the day that the log files hold", async () => {
  const lines = [...codexLogLines(createCompany(options), '2026-09-22')];
  const reader = new Reader(one);
  const served: string[] = [];
  for (const file of await reader.files('CODEX_LOG', '2026-09-22T00:00:00Z')) {
    for (const line of (await reader.download(file)).split('\n')) {
      if (line.includes('"timestamp":"2026-09-22T')) served.push(line);
    }
  }
  expect(lines).toEqual(served);
  const bytes = Buffer.concat([...codexLogBytes(createCompany(options), '2026-09-22')]);
  expect(bytes.toString()).toBe(`${lines.join('\n')}\n`);
});

test('every fault has a name of its own and says what it does', () => {
  expect(new Set(FAULTS.map((fault) => fault.name)).size).toBe(FAULTS.length);
  for (const { doc } of FAULTS) expect(doc.length).toBeGreaterThan(15);
});
