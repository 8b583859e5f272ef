import { HEADLINES, SECTIONS } from './sections.ts';

/** What the header of a view says, of the columns that the page names. */
interface Definition {
  readonly doc: string;
  readonly grain: string;
  /** Meanings by column. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Definitions by view: plain data, so that it can be kept as JSON beside a function that has no views' files. */
export type Definitions = Readonly<Record<string, Definition>>;

interface ViewHeader {
  readonly name: string;
  readonly doc: string;
  readonly grain: string;
  readonly columns: readonly { readonly name: string; readonly doc: string }[];
}

/** The words of the views' headers for all that the page shows. Throws when a figure names what no view has. */
export function definitionsOf(views: readonly ViewHeader[]): Definitions {
  const named = [
    ...HEADLINES,
    ...SECTIONS.flatMap(({ figures }) => figures.flatMap(({ defined }) => defined)),
  ];
  const definitions: Record<string, { doc: string; grain: string; columns: Record<string, string> }> = {};
  for (const { view: name, columns } of named) {
    const view = views.find((other) => other.name === name);
    if (view === undefined) throw new Error(`report: there is no view ${name}; see src/report/sections.ts`);
    definitions[name] ??= { doc: view.doc, grain: view.grain, columns: {} };
    for (const column of columns) {
      const found = view.columns.find((other) => other.name === column);
      if (found === undefined)
        throw new Error(`report: view ${name} has no column ${column}; see src/report/sections.ts`);
      definitions[name].columns[column] = found.doc;
    }
  }
  return definitions;
}
