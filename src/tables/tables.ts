import { allowlistChanges, allowlistSyncs, egressIpChanges } from './allowlists.ts';
import { codeReviewResponsesDay, codeReviewsDay } from './code-review.ts';
import { codexContent } from './codex-content.ts';
import { codexLog } from './codex-log.ts';
import { codexSecurityLog } from './codex-security-log.ts';
import { complianceLog } from './compliance-log.ts';
import { costsHour } from './costs-hour.ts';
import type { Table } from './define-table.ts';
import { codexEnvironments, codexTasks, egressIpRanges, users } from './inventory.ts';
import { tablePrefix } from './layout.ts';
import { coverage, ledgerDays, ledgerFiles, logTypes, rejectedRecords, runs } from './system-tables.ts';
import {
  usageUserClientDay,
  usageUserDay,
  usageUserModelDay,
  usageWorkspaceClientDay,
  usageWorkspaceDay,
  usageWorkspaceModelDay,
} from './usage.ts';

/** Every table of the lake, in the order the dictionary shows them. A test compares this list with the folder. */
export const TABLES: readonly Table[] = [
  usageUserDay,
  usageUserClientDay,
  usageUserModelDay,
  usageWorkspaceDay,
  usageWorkspaceClientDay,
  usageWorkspaceModelDay,
  codeReviewsDay,
  codeReviewResponsesDay,
  codexLog,
  codexContent,
  codexSecurityLog,
  complianceLog,
  costsHour,
  codexTasks,
  codexEnvironments,
  users,
  egressIpRanges,
  egressIpChanges,
  allowlistSyncs,
  allowlistChanges,
  ledgerFiles,
  ledgerDays,
  runs,
  rejectedRecords,
  coverage,
  logTypes,
];

/** The table an object is of; undefined when it is of none. */
export const tableOfKey = (key: string): Table | undefined =>
  TABLES.find((table) => key.startsWith(tablePrefix(table)));
