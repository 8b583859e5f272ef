/** List prices of AWS in us-east-1, in US dollars, without free tiers and discounts. */
export const AS_OF = '2026-11';
const MILLION = 1e6;

export interface Price {
  readonly usd: number;
  readonly per: string;
}

export const PRICES = {
  lambdaGbSecond: { usd: 0.0000133334, per: 'GB-second of an arm64 function' },
  lambdaRequest: { usd: 0.2 / MILLION, per: 'call of a function' },
  lambdaDisk: { usd: 0.0000000309, per: 'GB-second of disk beyond 512 MB' },
  s3Standard: { usd: 0.023, per: 'GB-month in S3 Standard' },
  s3Instant: { usd: 0.004, per: 'GB-month in Glacier Instant Retrieval' },
  s3Transition: { usd: 0.02 / 1000, per: 'object moved to Glacier Instant Retrieval' },
  s3Write: { usd: 0.005 / 1000, per: 'PUT or LIST' },
  s3Read: { usd: 0.0004 / 1000, per: 'GET or HEAD' },
  kmsKey: { usd: 1, per: 'key and month' },
  kmsRequest: { usd: 0.03 / 10_000, per: 'request to KMS' },
  athenaTb: { usd: 5, per: 'TB that Athena reads, 10 MB a query at least' },
  logIngest: { usd: 0.5, per: 'GB of logs taken in' },
  logStore: { usd: 0.03, per: 'GB-month of logs kept' },
  metric: { usd: 0.3, per: 'custom metric and month' },
  alarm: { usd: 0.1, per: 'alarm and month' },
  dashboard: { usd: 3, per: 'dashboard and month' },
  secret: { usd: 0.4, per: 'secret and month' },
  schedulerCall: { usd: 1 / MILLION, per: 'call by EventBridge Scheduler' },
  trace: { usd: 5 / MILLION, per: 'trace recorded by X-Ray' },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;
