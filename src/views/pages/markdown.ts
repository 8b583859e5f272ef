/** A Markdown table; line ends and bars inside cells would end them. */
export function markdownTable(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(value: unknown): string {
  return String(value ?? '')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ');
}

export const GENERATED = '<!-- Made by `npm run docs`: change the definitions, not this page. -->';
