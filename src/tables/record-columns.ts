import { date, given, json } from './column.ts';

/** Columns that mean the same in every table that has them. */
export const workspace = given('workspace_id', 'ChatGPT workspace that was asked.');

export const day = date('unix', '$.start_time', 'UTC day the figures are of.');

export const extra = json(
  '$.extra_json',
  'Fields of the record that no column knows yet, by path; null when there are none.',
);

/** Fields of a row of daily figures that say nothing the columns do not. */
export const ignoredInDays = ['$.object', '$.end_time'];
