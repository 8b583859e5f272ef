import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { BY_SETTING, BY_SOURCE, METRICS } from '../../src/config/metrics.ts';
import { SOURCES } from '../../src/sources/sources.ts';

/** What of a stack costs something, as its template has it. */
export interface Resources {
  /** By the construct they are of: `Collectors`' functions by collector, `Audit`, `AllowlistSync`, and so on. */
  readonly functions: ReadonlyMap<string, { readonly memoryMB: number; readonly diskMB: number }>;
  readonly keys: number;
  readonly secrets: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly metrics: number;
}

const Properties = z.object({
  MemorySize: z.number(),
  EphemeralStorage: z.object({ Size: z.number() }),
});

/** Counts in the synthesized template of a stack with default settings. */
export function resourcesOf(template: Template): Resources {
  const count = (type: string) => Object.keys(template.findResources(type)).length;
  const functions = Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(
    ([id, { Properties: of }]) => {
      const found = Properties.safeParse(of);
      if (!found.success) return [];
      const { MemorySize, EphemeralStorage } = found.data;
      return [[id, { memoryMB: MemorySize, diskMB: EphemeralStorage.Size }] as const];
    },
  );
  return {
    functions: new Map(functions),
    keys: count('AWS::KMS::Key'),
    secrets: count('AWS::SecretsManager::Secret'),
    alarms: count('AWS::CloudWatch::Alarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    metrics: Object.keys(METRICS).length - BY_SETTING.size + BY_SOURCE.size * SOURCES.length,
  };
}
