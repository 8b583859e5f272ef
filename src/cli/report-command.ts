import { rm, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { DiskError, diskProblem } from '../lake/store/disk-failure.ts';
import { takeOverAt } from '../ledger/take-over-at.ts';
import { duckDbQuery } from '../query/duckdb-query.ts';
import { queryLake } from '../query/query-lake.ts';
import { buildAssets } from '../report/build-assets.ts';
import { renderReport } from '../report/render.ts';
import { reportData, VIEWS_SHARED, viewsAsked } from '../report/report-data.ts';
import { dependenciesOf } from '../views/dependencies.ts';
import { type CommonOptions, configOf, withCommonOptions } from './command.ts';
import { EXIT } from './exit-code.ts';
import { note, printJson } from './output.ts';

interface ReportOptions extends CommonOptions {
  readonly out: string;
}

export function addReportCommand(program: Command): void {
  withCommonOptions(program.command('report'))
    .description(
      'Writes one HTML page with everything in it: headline figures, trends, heat maps and tables, made from the views of the lake. It asks nothing of any network and can be mailed.',
    )
    .option('--out <file>', 'where it is written', 'report.html')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx codex-lake report\n  $ npx codex-lake report --lake s3://bucket/prefix --out week-47.html',
    )
    .action(async (options: ReportOptions) => {
      const { lake } = await configOf(options);
      const written = await writeReport(lake, options.out, new Date());
      if (options.json) printJson(written);
      else note(`${written.out}: ${(written.bytes / 1000).toFixed(0)} kB; open it in any browser`);
      process.exitCode = EXIT.done;
    });
}

/** Makes the page of a lake and writes it to a file. */
export async function writeReport(
  lake: string,
  out: string,
  now: Date,
): Promise<{ readonly out: string; readonly bytes: number; readonly asOf: string | null }> {
  await takeOverAt({ lake });
  const opened = { ...dependenciesOf(viewsAsked()), kept: VIEWS_SHARED };
  const data = await queryLake(lake, opened, (duckdb) => reportData(duckDbQuery(duckdb), now));
  const html = renderReport(data, await buildAssets());
  await writePage(out, html);
  return { out, bytes: Buffer.byteLength(html), asOf: data.asOf };
}

/** Writes the page, or nothing of it: where its disk is full, half a page would look like one. Throws `DiskError`. */
async function writePage(out: string, html: string): Promise<void> {
  try {
    await writeFile(out, html);
  } catch (error) {
    const problem = diskProblem(error);
    if (problem === undefined) throw error;
    const isCut = error instanceof Error && 'syscall' in error && error.syscall === 'write';
    if (isCut) await rm(out, { force: true });
    throw new DiskError(`report ${out}: ${problem}`, { cause: error });
  }
}
