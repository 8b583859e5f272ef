/** How a command ends; scripts rely on it. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  /** Done, but something is held, quarantined or missing: `status` says what. */
  incomplete: 3,
  /** Stopped by Ctrl-C, in good order. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
