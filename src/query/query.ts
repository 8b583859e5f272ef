export type Value = string | number | boolean | null;

/** Rows of an answer, their values in the order of `columns`; days as `YYYY-MM-DD`, numbers as numbers. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Asks the lake one SELECT over its views: DuckDB here, or Athena there. */
export type Query = (sql: string) => Promise<Answer>;
