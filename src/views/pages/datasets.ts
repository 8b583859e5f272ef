import type { View } from '../view.ts';

/** A view as a BI tool's dataset: its rows with every column named, so that columns added later change nothing. */
export function datasetSql(view: View): string {
  const columns = view.columns.map(({ name }) => `  ${name}`).join(',\n');
  return `-- ${view.doc}\n-- Grain: ${view.grain}.\n-- Made by \`npm run docs\`: change the view, not this file.\nSELECT\n${columns}\nFROM ${view.name}\n`;
}
