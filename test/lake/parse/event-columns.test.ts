import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../src/lake/engine/duckdb.ts';
import { stage } from '../../../src/lake/parse/stage.ts';
import { codexLogEvent } from '../../../src/tables/codex-log.ts';
import { codexSecurityEvent } from '../../../src/tables/codex-security-log.ts';
import { complianceEvent } from '../../../src/tables/compliance-log.ts';
import { costsEvent } from '../../../src/tables/costs-hour.ts';
import type { RawRecord } from '../../../src/tables/record.ts';
import { type ScratchLakes, scratchLakes } from '../../harness/scratch-lake.ts';

let lakes: ScratchLakes;
beforeAll(async () => {
  lakes = await scratchLakes();
});
afterAll(() => lakes.close());

const TYPES: Readonly<Record<string, string>> = {
  codex_log: 'CODEX_LOG',
  codex_security_log: 'CODEX_SECURITY_LOG',
  compliance_log: 'CUSTOM_AGENTS_LOG',
  costs_hour: 'COSTS',
};
const ALL: readonly RawRecord[] = [codexLogEvent, codexSecurityEvent, complianceEvent, costsEvent];

/** The row of an event, which is the same by either read. */
async function rowOf(record: RawRecord, event: object): Promise<Row> {
  const [table] = record.tables;
  const line = { event_id: 'a', type: TYPES[table.name], timestamp: '2026-11-02T10:00:00Z', ...event };
  const rows: Row[] = [];
  for (const beside of ['', 'no json\n']) {
    const lake = await lakes.fresh();
    const files = [await lakes.file('', `${JSON.stringify(line)}\n`), await lakes.file('b', beside)];
    await using staged = await stage(lake, record, files, { given: { log_file_id: `'f'` } });
    expect(staged.fallback === undefined).toBe(beside === '');
    expect(staged.files[0]).toMatchObject({ rows: 1, rejects: [], unknownFields: 0 });
    const [row] = await lake.duckdb.rows(`SELECT * EXCLUDE (file_row_number) FROM ${staged.rows(table)}`);
    rows.push(row ?? {});
  }
  expect(rows[0]).toEqual(rows[1]);
  return rows[0] ?? {};
}

describe.each(ALL.map((record) => [record.name, record] as const))('an event in %s', (_name, record) => {
  it('by an external collaborator has their id and where they are signed in', async () => {
    const actor = { type: 'EXTERNAL_COLLABORATION_USER', provider: 'slack', provider_user_id: 'U024' };
    expect(await rowOf(record, { actor })).toMatchObject({
      actor_type: 'EXTERNAL_COLLABORATION_USER',
      actor_id: 'U024',
      actor_provider: 'slack',
      user_id: null,
      delegator_user_id: null,
    });
  });

  it('by an agent has its ids and that of whom it acted for', async () => {
    const actor = {
      type: 'AGENT',
      id: 'harness-1',
      name: 'Release notes',
      product_id: 'agent-7',
      product_type: 'CUSTOM_AGENT',
      agent_runtime: {
        id: 'run-3',
        delegator: { type: 'ACCOUNT_USER', user_id: 'user-1', user_email: 'user@example.org' },
      },
      agent_task: { id: 'task-9' },
    };
    expect(await rowOf(record, { actor })).toMatchObject({
      actor_type: 'AGENT',
      actor_id: 'harness-1',
      actor_name: 'Release notes',
      actor_product_id: 'agent-7',
      actor_product_type: 'CUSTOM_AGENT',
      agent_runtime_id: 'run-3',
      agent_task_id: 'task-9',
      delegator_type: 'ACCOUNT_USER',
      delegator_user_id: 'user-1',
      delegator_email: 'user@example.org',
      // Whoever delegates does not act.
      user_id: null,
      user_email: null,
    });
  });
});

describe('an address', () => {
  const request_metadata = {
    client_ip: '203.0.113.7',
    client_ip_details: { country: 'NL', asn: 'AS29518', latitude: '' },
    client_user_agent: 'cli',
  };
  const client = {
    client_ip: '203.0.113.7',
    client_country: 'NL',
    client_asn: '29518',
    client_user_agent: 'cli',
  };

  it.each([
    ['codex_log', codexLogEvent],
    ['codex_security_log', codexSecurityEvent],
    ['compliance_log', complianceEvent],
  ])('a request came from is an address in %s', async (_name, record) => {
    expect(await rowOf(record, { request_metadata })).toMatchObject(client);
  });

  it.each([
    ['codex_log', codexLogEvent],
    ['codex_security_log', codexSecurityEvent],
  ])('is one also inside the details of an event in %s', async (_name, record) => {
    expect(await rowOf(record, { event_details: { request_metadata } })).toMatchObject(client);
  });

  it('is one also inside the data of an action', async () => {
    const inner = { client_ip: '203.0.113.9' };
    expect(await rowOf(complianceEvent, { action_data: { request_metadata: inner } })).toMatchObject({
      client_ip: '203.0.113.9',
    });
    expect(
      await rowOf(complianceEvent, { request_metadata, action_data: { request_metadata: inner } }),
    ).toMatchObject(client);
  });
});

describe('a decision', () => {
  const none = { elicitation_decision: null, tool_decision: null, other_decision: null };

  it.each([
    ['APP_MCP_ELICITATION', { elicitation_decision: 'accepted' }],
    ['TOOL_DECISION', { tool_decision: 'accepted' }],
    ['PATCH_DECISION', { other_decision: 'accepted' }],
  ])('of %s is its own, and mixed with no other', async (event_type, decided) => {
    const decision = 'accepted';
    const own = { ...none, ...decided };
    expect(await rowOf(codexLogEvent, { event_type, event_details: { decision } })).toMatchObject(own);
    // The sub-type may stand in the details alone.
    expect(
      await rowOf(codexLogEvent, { event_details: { detail_type: event_type, decision } }),
    ).toMatchObject(own);
    expect(
      await rowOf(codexLogEvent, { event_type: '', event_details: { detail_type: event_type, decision } }),
    ).toMatchObject(own);
  });
});

it('of a turn has credits, dollars and an estimate apart', async () => {
  const payload = {
    turn_id: 't1',
    session_id: 's1',
    product_client_id: 'CODEX_IDE_VSCODE',
    model: 'gpt-5.5',
    token_usage: { uncached_input_tokens: 100, cached_input_tokens: 20, output_tokens: 50 },
  };
  const billed = await rowOf(complianceEvent, {
    type: 'CODEX_TURN',
    payload: { ...payload, cost_usd: 0.25 },
  });
  expect(billed).toMatchObject({
    log_type: 'CODEX_TURN',
    turn_id: 't1',
    turn_session_id: 's1',
    turn_client_id: 'CODEX_IDE_VSCODE',
    turn_model: 'gpt-5.5',
    turn_uncached_input_tokens: '100',
    turn_cached_input_tokens: '20',
    turn_output_tokens: '50',
    turn_credits: null,
    turn_cost_usd: '0.250000',
    turn_estimated_cost_usd: null,
  });
  const credited = { ...payload, credits: 3, estimated_cost_usd: 0.1 };
  expect(await rowOf(complianceEvent, { type: 'CODEX_TURN', payload: credited })).toMatchObject({
    turn_credits: '3.000000',
    turn_cost_usd: null,
    turn_estimated_cost_usd: '0.100000',
  });
});
