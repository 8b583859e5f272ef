interface Collector {
  readonly doc: string;
  /** How often its sources are read by default, as EventBridge Scheduler writes it. */
  readonly every: string;
  /** What its function gets. The engine takes up to 700 MB of it; more memory is also more processor. */
  readonly memoryMB: number;
  readonly timeoutMinutes: number;
}

/** Sources of one key, pace and size share a function. */
export const COLLECTORS = {
  analytics: {
    doc: 'Usage and code review figures by the day.',
    every: 'rate(1 hour)',
    memoryMB: 1536,
    timeoutMinutes: 15,
  },
  logs: {
    doc: 'Compliance log files.',
    every: 'rate(15 minutes)',
    memoryMB: 2048,
    timeoutMinutes: 15,
  },
  inventory: {
    doc: 'Lists: tasks, environments, the directory.',
    every: 'rate(6 hours)',
    memoryMB: 1536,
    timeoutMinutes: 15,
  },
  egress: {
    doc: 'Address ranges OpenAI connects from.',
    every: 'rate(1 hour)',
    memoryMB: 1536,
    timeoutMinutes: 5,
  },
} as const satisfies Readonly<Record<string, Collector>>;

export type CollectorName = keyof typeof COLLECTORS;
