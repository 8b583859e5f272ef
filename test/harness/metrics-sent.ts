import { vi } from 'vitest';
import * as z from 'zod';

const Embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string() })) })),
  }),
  source: z.string().optional(),
});

/** A metric as CloudWatch finds it in a line of a log: of the stack as a whole, or of a source. */
export interface SentMetric {
  readonly name: string;
  readonly value: unknown;
  readonly source?: string | undefined;
}

/** What is sent meanwhile, with all other lines of the log. */
export async function metricsSent(work: () => unknown): Promise<{ sent: SentMetric[]; lines: string[] }> {
  const lines: string[] = [];
  const note = (line: unknown) => lines.push(String(line)) > 0;
  const spies = [
    ...(['log', 'info', 'warn', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(note),
    ),
    ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(note)),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const embedded = lines
    .filter((line) => line.includes('"_aws"'))
    .map((line) => Embedded.parse(JSON.parse(line)));
  const sent = embedded.flatMap(({ _aws, source, ...figures }) =>
    _aws.CloudWatchMetrics.flatMap(({ Metrics }) =>
      Metrics.map(({ Name: name }): SentMetric => ({ name, value: figures[name], source })),
    ),
  );
  return { sent, lines };
}
