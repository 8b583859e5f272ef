import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reliabilityPage } from './reliability-page.ts';
import { RESULTS } from './results.ts';

/**
 * Makes docs/reliability.md of what the proofs said when they were last run whole:
 *   CODEX_LAKE_RESULTS=test/proofs/results.jsonl npm run test:long
 *   CODEX_LAKE_RESULTS=test/proofs/results.jsonl npm run mutate
 *   npm run reliability
 * Commit first, so that the commit that is noted has what was tried. Of a proof that was run several times the latest result
 * counts.
 */
const PAGE = resolve(import.meta.dirname, '../../docs/reliability.md');

await writeFile(PAGE, reliabilityPage(await readFile(RESULTS, 'utf8')));
console.log(`${PAGE}: made anew`);
