import type { Config } from '../config/config.ts';
import { KEYS, type KeyName, PLACEHOLDER } from '../config/keys.ts';
import { streamsOf } from '../config/streams.ts';
import { type Finding, notConfigured, ok, problem, skipped } from './finding.ts';

/** Whether there is something to read. */
export function checkSettings({ workspaces, organizations, feeds }: Config): readonly Finding[] {
  const check = 'settings';
  if (workspaces.length + organizations.length === 0)
    return [
      problem(
        check,
        'neither a workspace nor an organization is given',
        'set CODEX_LAKE_WORKSPACES, or "workspaces" in codex-lake.json, to the id of your ChatGPT workspace',
      ),
    ];
  const found = [
    ok(
      check,
      `${workspaces.length} workspaces, ${organizations.length} organizations, ${feeds.length} range feeds`,
    ),
  ];
  if (organizations.length === 0)
    found.push(
      notConfigured(
        'settings: organizations',
        'none is given, so nothing is known of cost (COSTS)',
        'set CODEX_LAKE_ORGANIZATIONS to the id of your Platform organization (org-…)',
      ),
    );
  if (workspaces.length === 0)
    found.push(
      notConfigured(
        'settings: workspaces',
        'none is given, so nothing is known of usage',
        'set CODEX_LAKE_WORKSPACES to the id of your ChatGPT workspace',
      ),
    );
  return found;
}

/** Whether each key is there that something configured is read or changed with. Whether it is any good, its endpoints tell. */
export function checkKeys(config: Config, stack: string | undefined): readonly Finding[] {
  const needed = new Set<string>(streamsOf(config, []).map(({ source }) => source.key));
  if (config.allowlist.targets.some(({ kind }) => kind === 'github')) needed.add('github');
  return (Object.keys(KEYS) as KeyName[]).map((name) => {
    const check = `key: ${name}`;
    const { variable, scope } = KEYS[name];
    if (!needed.has(name)) return skipped(check, 'nothing configured needs it');
    if (hasKey(config, name))
      return ok(
        check,
        config[KEYS[name].previousSetting] === undefined
          ? 'is there'
          : 'is there, and the one before it, which is asked with while this one is refused',
      );
    const todo =
      stack === undefined
        ? `set ${variable} (scope ${scope})`
        : `run: codex-lake keys set ${name} --stack ${stack} (scope ${scope})`;
    return notConfigured(check, stack === undefined ? 'is not given' : 'its secret has no key yet', todo);
  });
}

export function hasKey(config: Config, name: KeyName): boolean {
  const key = config[KEYS[name].setting];
  return key !== undefined && key !== PLACEHOLDER;
}
