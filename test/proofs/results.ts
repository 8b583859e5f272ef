import { appendFileSync } from 'node:fs';

/**
 * Prints what a proof tried, and, where `CODEX_LAKE_RESULTS` names a file, adds it there: docs/reliability.md is made of it
 * (`npm run reliability`).
 */
export function noteResult(proof: string, result: string): void {
  console.log(`${proof}: ${result}`);
  const file = process.env.CODEX_LAKE_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ proof, result })}\n`);
}
