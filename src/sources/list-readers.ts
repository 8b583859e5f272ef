import { readEnvironments } from './codex-environments/client.ts';
import { codexEnvironmentList } from './codex-environments/source.ts';
import { readTasks } from './codex-tasks/client.ts';
import { codexTaskList } from './codex-tasks/source.ts';
import { readRanges } from './egress-ranges/client.ts';
import { egressRangeList } from './egress-ranges/source.ts';
import type { ReadList } from './list.ts';
import type { ListSource } from './source.ts';
import { readUsers } from './users/client.ts';
import { userList } from './users/source.ts';

const READERS: ReadonlyMap<ListSource, ReadList> = new Map([
  [egressRangeList, readRanges],
  [userList, readUsers],
  [codexEnvironmentList, readEnvironments],
  [codexTaskList, readTasks],
]);

/** How a list source is read. */
export function readerOf(source: ListSource): ReadList {
  const reader = READERS.get(source);
  if (reader === undefined) throw new Error(`source ${source.name}: no reader registered`);
  return reader;
}
