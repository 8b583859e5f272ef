import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutEnvVars } from '../../src/privacy/cut-env-vars.ts';

const cutOf = (environment: object) => JSON.parse(cutEnvVars(JSON.stringify(environment)));

const SECRET = 'sk-canary-5e1f';
const hidden = fc.string().map((text) => SECRET + text);
// Whatever upstream makes of the variables one day: a map, a list of pairs, a text.
const { variables } = fc.letrec<{ variables: unknown }>((tie) => ({
  variables: fc.oneof(
    { maxDepth: 3 },
    hidden,
    fc.dictionary(fc.string({ maxLength: 8 }), hidden),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('variables')),
    fc.array(tie('variables'), { maxLength: 3 }),
    fc.constant(null),
  ),
}));

it('leaves no value of a variable or secret, whatever form they come in', () => {
  fc.assert(
    fc.property(variables, variables, fc.jsonValue(), (env_vars, secrets, other) => {
      const cut = cutOf({ id: 'env', other, env_vars, secrets });
      expect(JSON.stringify(cut)).not.toContain(SECRET);
      expect(cut).toMatchObject({ id: 'env' });
      expect(cut.other).toEqual(JSON.parse(JSON.stringify(other)));
    }),
  );
});

it('keeps the names, each once and sorted, and everything else', () => {
  const environment = { id: 'e', label: 'web', env_vars: { B: '1', A: '2' }, secrets: { C: '3', A: '4' } };
  expect(cutOf(environment)).toEqual({ id: 'e', label: 'web', env_var_names: ['A', 'B', 'C'] });
  expect(cutOf({ id: 'e' })).toEqual({ id: 'e', env_var_names: [] });
});

it('keeps digits and names as they were sent', () => {
  const sent = '{"id":"e","n":12345678901234567890,"__proto__":{"a":1.10},"env_vars":{"__proto__":"1"}}';
  expect(cutEnvVars(sent)).toBe(
    '{"id":"e","n":12345678901234567890,"__proto__":{"a":1.10},"env_var_names":["__proto__"]}',
  );
});

it('cuts variables that stand twice, or under a name spelled otherwise', () => {
  const sent = `{"env_vars":{"A":"${SECRET}"},"env\\u005fvars":{"B":"${SECRET}"},"secrets":"${SECRET}"}`;
  expect(cutEnvVars(sent)).toBe('{"env_var_names":["A","B"]}');
});

it('leaves nothing of an environment that is no object, in which nobody would look for variables', () => {
  for (const odd of [[{ env_vars: { KEY: SECRET } }], SECRET, [SECRET]])
    expect(cutEnvVars(JSON.stringify(odd))).toBe('null');
});
