import { logSource } from '../sources/compliance-logs/source.ts';
import type { Source } from '../sources/source.ts';
import { SOURCES, sourceNamed } from '../sources/sources.ts';
import type { Stream } from '../sources/stream.ts';
import { withContent } from '../tables/record.ts';
import type { Config } from './config.ts';
import { ConfigurationError } from './configuration-error.ts';
import { KEYS } from './keys.ts';

/** Every source for every workspace, organization and feed configured; or those named. `logs` names all logs. */
export function streamsOf(config: Config, names: readonly string[]): Stream[] {
  return sourcesOf(config, names)
    .map((source) => keepingContent(config, source))
    .flatMap((source) => scopesOf(config, source).map((scopeId) => ({ source, scopeId })));
}

/** The source, making the table of people's words as well where the lake is told to keep them. */
function keepingContent({ content }: Config, source: Source): Source {
  return content === 'keep' && source.kind === 'log'
    ? { ...source, record: withContent(source.record) }
    : source;
}

function sourcesOf(config: Config, names: readonly string[]): readonly Source[] {
  const all = [
    ...SOURCES,
    ...config.logTypes.map((type) => logSource(type)),
    ...config.organizationLogTypes.map((type) => logSource(type, 'organization')),
  ];
  const wanted = names.length === 0 ? config.sources : names;
  return wanted.length === 0 ? all : wanted.flatMap((name) => named(name, all));
}

function named(name: string, all: readonly Source[]): Source[] {
  if (name === 'logs') return all.filter(({ kind }) => kind === 'log');
  // One type may be read from workspaces and from organizations.
  const set = all.filter((source) => source.name === name);
  if (set.length > 0) return set;
  const source = sourceNamed(name);
  if (source === undefined) {
    const allowed = [...new Set(all.map((known) => known.name)), 'logs'].join(', ');
    throw new ConfigurationError(
      `source ${name}: unknown, allowed are ${allowed}, or another log type in capitals`,
    );
  }
  return [source];
}

function scopesOf(config: Config, { scope }: Source): readonly string[] {
  if (scope === 'feed') return config.feeds;
  return scope === 'workspace' ? config.workspaces : config.organizations;
}

/** A source that was asked for by name needs its key; among all sources, one key is enough to begin with. */
export function requireSettings(config: Config, names: readonly string[]): void {
  const sources = sourcesOf(config, names);
  const problems: string[] = [];
  if (config.workspaces.length === 0 && sources.some(({ scope }) => scope === 'workspace')) {
    problems.push('workspaces: none given, set CODEX_LAKE_WORKSPACES to the id of your ChatGPT workspace');
  }
  const missing = Object.entries(KEYS).filter(
    ([name, { setting }]) => config[setting] === undefined && sources.some(({ key }) => key === name),
  );
  const needed = new Set(sources.map(({ key }) => key).filter((key) => key !== 'none'));
  if (names.length > 0 || missing.length === needed.size) {
    for (const [name, { variable, scope }] of missing)
      problems.push(`${name} key: not given, set ${variable} (scope ${scope})`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
}
