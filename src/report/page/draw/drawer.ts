import type { Day } from '../calendar.ts';
import type { Rows } from '../rows.ts';
import type { Known, Selection } from '../selection.ts';
import type { Sheet } from '../sheet.ts';

export interface Context {
  readonly rows: Rows;
  readonly known: Known;
  readonly selection: Selection;
  /** Charts by day go on to here: past a range that ends with the latest final day, over the days still pending. */
  readonly until: Day;
}

export interface Drawn {
  /** What the figure shows, for the table behind it and the CSV file. */
  readonly sheet: Sheet;
  /** One sentence under the figure. */
  readonly note?: string;
  /** Null when there is nothing to draw: the page then says so. */
  readonly draw: ((width: number) => Element) | null;
  /** Whether the drawing is the table itself, so that none is needed behind it. */
  readonly isTable?: boolean;
}

export type Drawer = (context: Context) => Drawn;
