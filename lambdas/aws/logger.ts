import { Logger } from '@aws-lambda-powertools/logger';

/** Messages are fixed texts; what differs stands in fields. Never a key, an e-mail or a payload. */
export const logger = new Logger({ serviceName: process.env.CODEX_LAKE_STACK ?? 'codex-lake' });
