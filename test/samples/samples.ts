import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const SampleFile = z.strictObject({
  event: z.looseObject({ event_id: z.string(), type: z.string(), timestamp: z.iso.datetime() }),
  from: z.string(),
  row: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});

/** An event of our own writing, and what a query over a table or view answers of it: by expression, as text. */
export interface Sample extends z.infer<typeof SampleFile> {
  /** `TYPE/name`; the name is that of the sub-type or action, and what is special to it behind a dot. */
  readonly name: string;
}

export const SAMPLES: readonly Sample[] = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: type }) =>
    readdirSync(join(import.meta.dirname, type)).map((file) => ({
      name: `${type}/${file.replace(/\.yaml$/, '')}`,
      ...SampleFile.parse(parse(readFileSync(join(import.meta.dirname, type, file), 'utf8'))),
    })),
  );
