import { codeReviewDays, codeReviewResponseDays, usage, usageWorkspace } from './analytics/source.ts';
import { codexEnvironmentList } from './codex-environments/source.ts';
import { codexTaskList } from './codex-tasks/source.ts';
import { LOG_SOURCES, logSource } from './compliance-logs/source.ts';
import { egressRangeList } from './egress-ranges/source.ts';
import type { Source } from './source.ts';
import { userList } from './users/source.ts';

/** Every source, in the order a pull reads them: the small and quick first. A test compares this with the folders. */
export const SOURCES: readonly Source[] = [
  egressRangeList,
  userList,
  codexEnvironmentList,
  usage,
  usageWorkspace,
  codeReviewDays,
  codeReviewResponseDays,
  codexTaskList,
  ...LOG_SOURCES,
];

/** The source of a name; a name in capitals is a log type, known or not. */
export function sourceNamed(name: string): Source | undefined {
  const known = SOURCES.find((source) => source.name === name);
  return known ?? (/^[A-Z][A-Z0-9_]*$/.test(name) ? logSource(name) : undefined);
}
