import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { DRAWN, DRAWN_BY_SOURCE, METRICS, NAMESPACE } from '../../src/config/metrics.ts';
import { SOURCES } from '../../src/sources/sources.ts';

/** What of a stack costs something, as its template has it. */
export interface Resources {
  /** By the construct they are of: `Collectors`' functions by collector, `Audit`, `AllowlistSync`, and so on. */
  readonly functions: ReadonlyMap<string, { readonly memoryMB: number; readonly diskMB: number }>;
  /** Whether their calls are traced. */
  readonly traced: boolean;
  readonly keys: number;
  readonly secrets: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** Custom metrics that are sent in every hour. */
  readonly metrics: number;
  /** Those sent only while something is amiss. */
  readonly metricsOfTrouble: number;
}

const FunctionProperties = z.object({
  MemorySize: z.number(),
  EphemeralStorage: z.object({ Size: z.number() }),
  TracingConfig: z.object({ Mode: z.string() }),
});
const AlarmProperties = z.object({ Namespace: z.string(), MetricName: z.string() });

/** Counts in a synthesized template. What is sent is what alarms and the dashboard read: `test/lambdas/metrics.test.ts` holds it so. */
export function resourcesOf(template: Template): Resources {
  const all = (type: string) => Object.entries(template.findResources(type));
  const functions = all('AWS::Lambda::Function').flatMap(([id, { Properties: of }]) => {
    const { success, data } = FunctionProperties.safeParse(of);
    return success ? [[id, data] as const] : [];
  });
  const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties: of }]) => AlarmProperties.parse(of));
  const watched = new Set(
    alarms.flatMap(({ Namespace, MetricName }) => (Namespace === NAMESPACE ? [MetricName] : [])),
  );
  const dashboards = all('AWS::CloudWatch::Dashboard').length;
  const drawn = dashboards === 0 ? 0 : DRAWN.size + DRAWN_BY_SOURCE.size * SOURCES.length;
  const steady = Number(watched.has(METRICS.staleHours));
  return {
    functions: new Map(
      functions.map(([id, { MemorySize, EphemeralStorage }]) => [
        id,
        { memoryMB: MemorySize, diskMB: EphemeralStorage.Size },
      ]),
    ),
    traced: functions.some(([, { TracingConfig }]) => TracingConfig.Mode === 'Active'),
    keys: all('AWS::KMS::Key').length,
    secrets: all('AWS::SecretsManager::Secret').length,
    alarms: alarms.length,
    dashboards,
    // Some of what is drawn is not sent in every hour either; taken as if it were.
    metrics: steady + drawn,
    metricsOfTrouble: watched.size - steady,
  };
}
