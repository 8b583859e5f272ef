import type { HttpClient } from '../http/http-client.ts';
import type { Lake } from '../lake/lake.ts';
import type { Clock } from './clock.ts';
import type { AllowlistSettings } from './settings.ts';
import type { TargetProgress } from './target.ts';
import type { GitHubAccess } from './targets/github-client.ts';

/** One look at the feeds and the lists that follow them. */
export interface SyncContext {
  readonly id: string;
  readonly lake: Lake;
  readonly http: HttpClient;
  readonly settings: AllowlistSettings;
  /** @default https://openai.com */
  readonly rangesBase: string;
  /** Where this connects from can be asked. @default https://checkip.amazonaws.com */
  readonly addressUrl: string;
  readonly github: GitHubAccess;
  readonly clock: Clock;
  /**
   * `plan` remembers nothing and changes nothing; `dry run` remembers the feeds, and changes no list; `apply` brings the lists into
   * step.
   */
  readonly mode: 'plan' | 'dry run' | 'apply';
  /** A feed version whose guards a person lets pass. */
  readonly accept?: string;
  report(target: string, progress: TargetProgress): void;
}
