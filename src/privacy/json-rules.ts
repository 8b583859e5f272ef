import type { Form } from './safe-texts.ts';

/**
 * What is known of the texts in a JSON column, by path: `a.b` is b in a, `*` any name, and '' the value itself; elements of a list
 * have the list's path. All other texts follow the rules for what nobody has described.
 */
export type JsonRules = Readonly<Record<string, Form>>;

/** The same as a tree. */
export interface RuleNode {
  readonly form?: Form;
  readonly names: ReadonlyMap<string, RuleNode>;
}

interface Growing {
  form?: Form;
  readonly names: Map<string, Growing>;
}

export function ruleTree(rules: JsonRules): RuleNode {
  const root: Growing = { names: new Map() };
  for (const [path, form] of Object.entries(rules)) {
    let node = root;
    for (const name of path === '' ? [] : path.split('.')) {
      const next = node.names.get(name) ?? { names: new Map() };
      node.names.set(name, next);
      node = next;
    }
    node.form = form;
  }
  return root;
}
