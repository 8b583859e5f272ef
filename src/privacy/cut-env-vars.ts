import { membersOf } from '../json/json-text.ts';

/**
 * An environment's JSON text as it may be stored: the values of its variables are gone before anything is written, the names
 * stay. The one change the lake makes to what upstream said. What is no object has no place where values would be looked for, and
 * becomes null.
 */
export function cutEnvVars(environment: string): string {
  if (!environment.startsWith('{')) return 'null';
  const names = new Set<string>();
  const kept: string[] = [];
  for (const { name, value } of membersOf(environment)) {
    if (name === 'env_vars' || name === 'secrets') {
      if (value.startsWith('{')) for (const variable of membersOf(value)) names.add(variable.name);
    } else if (name === 'id') {
      // First, as it was always stored, so that a list that did not change keeps its hash.
      kept.unshift(`"id":${value}`);
    } else if (name !== 'env_var_names') kept.push(`${JSON.stringify(name)}:${value}`);
  }
  kept.push(`"env_var_names":${JSON.stringify([...names].sort())}`);
  return `{${kept.join(',')}}`;
}
