import type { ReportData } from '../report-data.ts';
import { wireControls } from './controls.ts';
import { csvOf } from './csv.ts';
import { activePeopleChart } from './draw/active-people.ts';
import { agreementTable } from './draw/agreement.ts';
import { cohortsChart } from './draw/cohorts.ts';
import { comersChart } from './draw/comers.ts';
import { commentsChart } from './draw/comments.ts';
import { coverageChart } from './draw/coverage.ts';
import { creditsByModelChart } from './draw/credits-by-model.ts';
import type { Context, Drawer, Drawn } from './draw/drawer.ts';
import { groupsTable } from './draw/groups.ts';
import { hoursChart } from './draw/hours.ts';
import { monthsChart } from './draw/months.ts';
import { moversChart } from './draw/movers.ts';
import { oddTable } from './draw/odd.ts';
import { peopleTable } from './draw/people.ts';
import { productsChart } from './draw/products.ts';
import { qualityCharts } from './draw/quality.ts';
import { responsesChart } from './draw/responses.ts';
import { signinsChart } from './draw/signins.ts';
import { spreadChart } from './draw/spread.ts';
import { surfacesChart } from './draw/surfaces.ts';
import { toolsTable } from './draw/tools.ts';
import { element, find } from './element.ts';
import { showHeadlines } from './headlines.ts';
import { rowsOf } from './rows.ts';
import { knownDays } from './selection.ts';
import { plainTable } from './sortable-table.ts';
import { wireTheme } from './theme.ts';

/** What draws each figure of `sections.ts`. */
const DRAWERS: Readonly<Record<string, Drawer>> = {
  'active-people': activePeopleChart,
  comers: comersChart,
  cohorts: cohortsChart,
  surfaces: surfacesChart,
  groups: groupsTable,
  hours: hoursChart,
  spread: spreadChart,
  quality: qualityCharts,
  people: peopleTable,
  'credits-by-model': creditsByModelChart,
  months: monthsChart,
  products: productsChart,
  movers: moversChart,
  comments: commentsChart,
  responses: responsesChart,
  signins: signinsChart,
  tools: toolsTable,
  odd: oddTable,
  coverage: coverageChart,
  agreement: agreementTable,
};

/** What each figure shows now, and how wide it was drawn. */
const shown = new Map<HTMLElement, { readonly drawn: Drawn; width: number }>();

start();

function start(): void {
  wireTheme();
  const data: ReportData = JSON.parse(find(HTMLElement, '#data').textContent);
  const rows = rowsOf(data);
  const known = knownDays(rows.days);
  if (known === null) {
    document.body.classList.add('without-data');
    find(HTMLElement, '#no-data').hidden = false;
    return;
  }
  const figures = [...document.querySelectorAll<HTMLElement>('figure')];
  for (const figure of figures) wireFigure(figure);
  wireControls(rows, known, (selection) => {
    const until = selection.until === known.lastFinal ? known.last : selection.until;
    showHeadlines(rows, known, selection);
    for (const figure of figures) show(figure, { rows, known, selection, until });
  });
  // Drawings follow the width of their place: a turned phone, a narrowed window.
  const observer = new ResizeObserver(() => {
    for (const figure of figures) redraw(figure);
  });
  observer.observe(find(HTMLElement, '#main'));
}

function show(figure: HTMLElement, context: Context): void {
  const drawer = DRAWERS[figure.id];
  if (drawer === undefined) throw new Error(`page: nothing draws ${figure.id}; see DRAWERS in main.ts`);
  const drawn = drawer(context);
  shown.set(figure, { drawn, width: 0 });
  find(HTMLElement, '[data-part=note]', figure).textContent = drawn.note ?? '';
  find(HTMLDetailsElement, '[data-part=table]', figure).hidden = drawn.isTable === true;
  showTable(figure);
  redraw(figure);
}

function redraw(figure: HTMLElement): void {
  const state = shown.get(figure);
  const place = find(HTMLElement, '[data-part=drawing]', figure);
  const width = Math.floor(place.clientWidth);
  if (state === undefined || width === 0 || state.width === width) return;
  // A table keeps what was typed and sorted, and fits any width by itself.
  if (state.width === 0 || !state.drawn.isTable)
    place.replaceChildren(
      state.drawn.draw?.(width) ?? element('p', { class: 'empty' }, 'Nothing here in this range.'),
    );
  state.width = width;
}

function wireFigure(figure: HTMLElement): void {
  find(HTMLDetailsElement, '[data-part=table]', figure).addEventListener('toggle', () => showTable(figure));
  find(HTMLButtonElement, '[data-part=csv]', figure).addEventListener('click', () => {
    const drawn = shown.get(figure)?.drawn;
    if (drawn !== undefined) save(`codex-lake-${figure.id}.csv`, csvOf(drawn.sheet));
  });
}

/** The table behind a chart is made when it is looked at. */
function showTable(figure: HTMLElement): void {
  const details = find(HTMLDetailsElement, '[data-part=table]', figure);
  const drawn = shown.get(figure)?.drawn;
  const place = find(HTMLElement, '[data-part=rows]', details);
  place.replaceChildren(
    ...(details.open && drawn !== undefined
      ? [plainTable(drawn.sheet, figure.querySelector('h3')?.textContent ?? '')]
      : []),
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
