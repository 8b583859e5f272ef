/** Why an item of the bill is what it is, in a sentence; by its name there. Those of more than a dollar are on the page. */
export const WHY: Readonly<Record<string, string>> = {
  'work of the functions':
    'grows with requests to upstream, as a function waits for each answer, and with the bytes that are parsed and written again.',
  'their disk': 'a function stages what it writes beyond the 512 MB that come with it.',
  calls: 'schedules call functions as often however many people there are.',
  'scheduled calls': 'schedules call functions as often however many people there are.',
  traces: 'one for each call of a function.',
  'tables, and their superseded versions':
    'a day that is written again keeps its former object for a month, so that it can be brought back.',
  originals: 'every original is kept, for ever by default, so that any table can be made again.',
  'originals that have moved': 'the same, after they have moved to a cheaper class.',
  'moving them': 'S3 charges for each object that changes its class.',
  'writes and listings':
    'each original and each object of a table is one PUT, and what goes on arriving is written again and again, the ledger with it.',
  reads: 'each run reads the ledger, and what it is going to write anew.',
  keys: 'one for what analysts read and one for what they do not ([ADR 9](adr/0009-two-keys-of-encryption.md)). KMS rotates each once a year and charges a dollar more for its first two rotations: twice as much in the second year, three times as much from the third.',
  requests: 'bucket keys leave one request for about a hundred objects.',
  queries: 'Athena charges for the bytes that a query reads, however small its answer.',
  "listings of Athena's queries":
    'Athena has S3 list every month of a table that a query does not leave out by `month >= ...`.',
  logs: 'a call logs a line for each source, and its metrics.',
  'logs kept': 'for three months by default.',
  metrics:
    'one is sent in every hour, as its silence is told; what only the dashboard reads comes with the dashboard.',
  'metrics of what is amiss': 'a metric is sent, and charged for, in the hours that have something to tell.',
  dashboard: 'CloudWatch charges for each, however much is on it.',
  alarms: 'each has its section of the runbook; those of allowlists come with a list.',
  'keys of upstream': 'one secret for each key, so that each function can be let read its own alone.',
};
