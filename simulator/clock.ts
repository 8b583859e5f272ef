/** The two clocks of the simulator: the simulated moment, and one that also runs by itself. */
export interface Clock {
  /** Simulated moment, Unix milliseconds; stands still until moved. */
  now(): number;
  /**
   * The simulated moment plus the real time since the start, Unix milliseconds: what limits are counted by, so that waiting
   * helps a client that really sleeps as well as one whose clock is moved for it.
   */
  elapsing(): number;
}
