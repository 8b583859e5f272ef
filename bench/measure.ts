/** What a contender reports on stdout: one run, measured in its own process. */
export interface Measured {
  readonly seconds: number;
  readonly peakRssMB: number;
  readonly outputBytes: number;
}

/** Times `work`, which returns the size of its output in bytes, and reports to the parent. */
export async function measure(work: () => Promise<number>): Promise<void> {
  const start = performance.now();
  const outputBytes = await work();
  const seconds = (performance.now() - start) / 1000;
  const measured: Measured = { seconds, peakRssMB: process.resourceUsage().maxRSS / 1000, outputBytes };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}
