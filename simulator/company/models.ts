/**
 * A model at a speed. Analytics names it `model` and `speed`; the logs name it `logModel` and `serviceTier`,
 * because analytics folds names it does not recognise into `other`. Prices are credits per token.
 */
export interface ModelTier {
  readonly model: string;
  readonly speed: 'standard' | 'fast' | null;
  readonly logModel: string;
  readonly serviceTier: 'default' | 'priority' | 'flex';
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly weight: number;
}

export const USD_PER_CREDIT = 0.04;

export const MODEL_TIERS: readonly ModelTier[] = [
  tier('gpt-5.5', 'standard', 'gpt-5.5', 'default', 31.25, 54),
  tier('gpt-5.5', 'fast', 'gpt-5.5', 'priority', 62.5, 14),
  tier('gpt-5.4', 'standard', 'gpt-5.4', 'default', 25, 24),
  tier('other', null, 'gpt-5.1-codex-max', 'flex', 15, 8),
];

function tier(
  model: string,
  speed: ModelTier['speed'],
  logModel: string,
  serviceTier: ModelTier['serviceTier'],
  creditsPerMillion: number,
  weight: number,
): ModelTier {
  const input = creditsPerMillion / 1e6;
  return { model, speed, logModel, serviceTier, input, cached: input / 10, output: input * 8, weight };
}
