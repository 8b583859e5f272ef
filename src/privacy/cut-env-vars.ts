/**
 * An environment as it may be stored: the values of its variables are gone before anything is written, the names stay.
 * The one change the lake makes to what upstream said.
 */
export function cutEnvVars(environment: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { env_vars, secrets, ...kept } = environment;
  return { ...kept, env_var_names: [...new Set([...names(env_vars), ...names(secrets)])].sort() };
}

function names(value: unknown): string[] {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
}
