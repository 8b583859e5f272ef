import { readFile } from 'node:fs/promises';
import { Policies } from '../test/lib/policies/evaluate.ts';
import type { Resource } from '../test/lib/stack.ts';
import type { RecordedCall } from './local-account.ts';
import type { Unused } from './statements-without-calls.ts';

/** What a second evaluator, which models AWS's own logic, says of recorded calls. */
export interface Evaluated {
  readonly calls: number;
  /** Calls that differ in who made them, in their action or in the kind of thing they were about. */
  readonly kinds: number;
  readonly denied: readonly string[];
  /** Statements of functions' roles that no call needed. */
  readonly unused: readonly Unused[];
}

/** Holds the calls functions made against the synthesized policies; `physical` has the names of resources by logical id. */
export async function evaluateCalls(
  templateFile: string,
  physical: Readonly<Record<string, string>>,
  recorded: readonly RecordedCall[],
): Promise<Evaluated> {
  const template: { Resources: Record<string, Resource> } = JSON.parse(await readFile(templateFile, 'utf8'));
  const place = { partition: 'aws', region: 'us-east-1', account: '000000000000', physical };
  const policies = new Policies(template.Resources, place);
  const roles = new Map(policies.ids('AWS::IAM::Role', '').map((id) => [physical[id], id]));
  const kinds = new Map<string, RecordedCall & { readonly by: string }>();
  let calls = 0;
  for (const call of recorded) {
    const by = roles.get(/:assumed-role\/([^/]+)\//.exec(call.principal)?.[1]);
    if (by === undefined) continue;
    calls++;
    const resource = generalized(call.resource);
    kinds.set(`${by} ${call.action} ${resource}`, { ...call, by, resource });
  }
  const denied: string[] = [];
  const used = new Set<string>();
  for (const { by, action, resource, context } of kinds.values()) {
    const { result, statements } = await policies.evaluate({ by, action, resource, context });
    for (const statement of statements) used.add(statement);
    if (result !== 'Allowed') denied.push(`${by}: ${action} ${resource}`);
  }
  const unused = policies
    .allowing()
    .filter((name) => /ServiceRoleDefaultPolicy/.test(name) && !used.has(name))
    .map((name) => ({ name, actions: policies.actionsOf(name) }));
  return { calls, kinds: kinds.size, denied, unused };
}

/** Objects of one table or folder are alike, and the end of a secret's ARN is made up. */
function generalized(resource: string): string {
  if (resource.includes(':secret:')) return resource.replace(/-[0-9a-zA-Z]{6}$/, '-AbCdEf');
  const object = /^(arn:aws:s3:::[^/]+\/[^/]+(?:\/[^/]+)?)\/.+$/.exec(resource);
  return object === null ? resource : `${object[1]}/one`;
}
