import { z } from 'zod';

const Page = z.looseObject({
  nextUri: z.string().optional(),
  columns: z.array(z.looseObject({ name: z.string(), type: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Runs one statement by Trino's HTTP protocol, in schema `lake.codex`. Throws Trino's message when it fails. */
export async function askTrino(url: string, sql: string): Promise<Answer> {
  const headers = {
    'X-Trino-User': 'parity',
    'X-Trino-Catalog': 'lake',
    'X-Trino-Schema': 'codex',
    'X-Trino-Time-Zone': 'UTC',
  };
  let page = Page.parse(
    await (await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql })).json(),
  );
  const rows: unknown[][] = [];
  let columns = page.columns;
  for (;;) {
    if (page.error !== undefined) throw new Error(page.error.message);
    columns ??= page.columns;
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return { columns: columns ?? [], rows };
    page = Page.parse(await (await fetch(page.nextUri, { headers })).json());
  }
}
