import type { Command } from 'commander';

/** A command as the list of all shows it; what it does is loaded when it is called, as most of it is large. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  /** Gives what adds it, with options, help and action, to a program. */
  readonly load: () => Promise<(program: Command) => void>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'demo',
    summary: 'see the whole thing run on an invented company',
    load: async () => (await import('./demo-command.ts')).addDemoCommand,
  },
  {
    name: 'pull',
    summary: 'bring the lake up to date',
    load: async () => (await import('./pull-command.ts')).addPullCommand,
  },
  {
    name: 'query',
    summary: 'ask the lake in SQL',
    load: async () => (await import('./query-command.ts')).addQueryCommand,
  },
  {
    name: 'tables',
    summary: 'the data dictionary',
    load: async () => (await import('./tables-command.ts')).addTablesCommand,
  },
  {
    name: 'status',
    summary: 'what the lake has, what is missing, what is held',
    load: async () => (await import('./status-command.ts')).addStatusCommand,
  },
  {
    name: 'doctor',
    summary: 'test everything a pull and its readers need',
    load: async () => (await import('./doctor-command.ts')).addDoctorCommand,
  },
  {
    name: 'accept',
    summary: 'take a held day as upstream tells it now, or a file that is gone as lost',
    load: async () => (await import('./accept-command.ts')).addAcceptCommand,
  },
  {
    name: 'redrive',
    summary: 'try again what was quarantined',
    load: async () => (await import('./redrive-command.ts')).addRedriveCommand,
  },
  {
    name: 'rebuild',
    summary: 'make tables again from the originals',
    load: async () => (await import('./rebuild-command.ts')).addRebuildCommand,
  },
  {
    name: 'fsck',
    summary: 'find objects that are lost or damaged, and repair them',
    load: async () => (await import('./fsck-command.ts')).addFsckCommand,
  },
  {
    name: 'report',
    summary: 'write the dashboard, one HTML file',
    load: async () => (await import('./report-command.ts')).addReportCommand,
  },
  {
    name: 'keys',
    summary: 'give a deployed lake its keys',
    load: async () => (await import('./keys-command.ts')).addKeysCommand,
  },
  {
    name: 'ip-ranges',
    summary: 'allowlists that follow the egress ranges',
    load: async () => (await import('./ip-ranges-command.ts')).addIpRangesCommand,
  },
  {
    name: 'simulate',
    summary: 'stand in for api.chatgpt.com',
    load: async () => (await import('./simulate-command.ts')).addSimulateCommand,
  },
];
