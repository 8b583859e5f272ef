import type { Stream } from '../collect/run.ts';
import { logSource } from '../sources/compliance-logs/source.ts';
import type { Source } from '../sources/source.ts';
import { SOURCES, sourceNamed } from '../sources/sources.ts';
import type { Config } from './config.ts';
import { ConfigurationError } from './configuration-error.ts';

/** Every source for every workspace, organization and feed configured; or those named. `logs` names all logs. */
export function streamsOf(config: Config, names: readonly string[]): Stream[] {
  const all = [...SOURCES, ...config.logTypes.map((type) => logSource(type))];
  const wanted = names.length === 0 ? config.sources : names;
  const chosen = wanted.length === 0 ? all : wanted.flatMap((name) => named(name, all));
  requireKeys(config, chosen);
  return chosen.flatMap((source) => scopesOf(config, source).map((scopeId) => ({ source, scopeId })));
}

function named(name: string, all: readonly Source[]): Source[] {
  if (name === 'logs') return all.filter(({ kind }) => kind === 'log');
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

function requireKeys(config: Config, sources: readonly Source[]): void {
  const problems: string[] = [];
  if (config.workspaces.length === 0 && sources.some(({ scope }) => scope === 'workspace')) {
    problems.push('workspaces: none given, set CODEX_LAKE_WORKSPACES to the id of your ChatGPT workspace');
  }
  if (config.analyticsKey === undefined && sources.some(({ key }) => key === 'analytics')) {
    problems.push(
      'analytics key: not given, set OPENAI_ANALYTICS_KEY (scope codex.enterprise.analytics.read)',
    );
  }
  if (config.complianceKey === undefined && sources.some(({ key }) => key === 'compliance')) {
    problems.push(
      'compliance key: not given, set OPENAI_COMPLIANCE_KEY (scope chatgpt.enterprise.compliance_export)',
    );
  }
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'));
}
