import { element } from './element.ts';
import { inFull, LONGEST_NAME, plural } from './format.ts';
import type { Column, Sheet } from './sheet.ts';

interface TableOptions {
  readonly caption: string;
  /** Column it is sorted by at first, most on top. */
  readonly sortedBy: string;
  /** How many rows are shown until more are asked for. @default all */
  readonly rows?: number;
  /** Label of a field that narrows the rows to those with a text; none when absent. */
  readonly filter?: string;
}

/** A table whose heads sort it, with a field to narrow it and a button for what is not shown at first. */
export function sortableTable({ columns, rows }: Sheet, options: TableOptions): HTMLElement {
  let by = options.sortedBy;
  let descending = true;
  let wanted = '';
  let most = options.rows ?? Number.POSITIVE_INFINITY;

  const body = element('tbody');
  const told = element('p', { class: 'told', role: 'status' });
  const more = element('button', { type: 'button', class: 'more' });
  const heads = columns.map((one) => {
    const button = element('button', { type: 'button' }, one.label);
    button.addEventListener('click', () => {
      descending = by === one.name ? !descending : one.kind !== 'text';
      by = one.name;
      show();
    });
    return element('th', { scope: 'col', class: one.kind === 'text' ? '' : 'number' }, button);
  });

  function show(): void {
    const found = rows.filter((row) => contains(columns, row, wanted));
    const sorted = found.toSorted((one, other) => compare(one[by], other[by]) * (descending ? -1 : 1));
    body.replaceChildren(...sorted.slice(0, most).map((row) => tableRow(columns, row)));
    heads.forEach((head, i) => {
      const isBy = columns[i]?.name === by;
      head.setAttribute('aria-sort', isBy ? (descending ? 'descending' : 'ascending') : 'none');
    });
    const hidden = Math.max(0, found.length - most);
    more.hidden = hidden === 0;
    more.textContent = `Show ${hidden} more`;
    told.textContent = wanted === '' ? '' : `${plural(found.length, 'row')} with “${wanted}”`;
  }

  more.addEventListener('click', () => {
    most = Number.POSITIVE_INFINITY;
    show();
  });
  show();
  const table = element(
    'table',
    {},
    element('caption', { class: 'unseen' }, options.caption),
    element('thead', {}, element('tr', {}, ...heads)),
    body,
  );
  const scroll = element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': options.caption },
    table,
  );
  if (options.filter === undefined) return element('div', {}, scroll, more);
  const field = element('input', { type: 'search', placeholder: 'type to narrow' });
  field.addEventListener('input', () => {
    wanted = field.value.trim().toLowerCase();
    show();
  });
  return element(
    'div',
    {},
    element('label', { class: 'filter' }, `${options.filter} `, field),
    told,
    scroll,
    more,
  );
}

/** The same without heads to click, for the figures behind a chart. */
export function plainTable({ columns, rows }: Sheet, caption: string): HTMLElement {
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, caption),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...columns.map(({ label, kind }) =>
          element('th', { scope: 'col', class: kind === 'text' ? '' : 'number' }, label),
        ),
      ),
    ),
    element('tbody', {}, ...rows.map((row) => tableRow(columns, row))),
  );
}

type Row = Sheet['rows'][number];

function tableRow(columns: readonly Column[], row: Row): HTMLElement {
  return element(
    'tr',
    {},
    ...columns.map(({ name, kind }, i) => {
      const text = inFull(kind, row[name]);
      // The style sheet cuts what is longer.
      const whole: Readonly<Record<string, string>> = text.length > LONGEST_NAME ? { title: text } : {};
      if (i === 0) return element('th', { scope: 'row', ...whole }, text);
      return element('td', { class: kind === 'text' ? '' : 'number', ...whole }, text);
    }),
  );
}

function contains(columns: readonly Column[], row: Row, wanted: string): boolean {
  return (
    wanted === '' ||
    columns.some(
      ({ name, kind }) =>
        kind === 'text' &&
        String(row[name] ?? '')
          .toLowerCase()
          .includes(wanted),
    )
  );
}

/** What is not known comes after all that is. */
function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (one === null || one === undefined) return other === null || other === undefined ? 0 : -1;
  if (other === null || other === undefined) return 1;
  return String(one).localeCompare(String(other));
}
