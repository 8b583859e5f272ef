import * as Plot from '@observablehq/plot';
import { daysOf } from './calendar.ts';
import { dateOf, plot } from './draw/plot.ts';
import { element, find } from './element.ts';
import { change, cut, fullDayText, inFull, inShort, type Kind, plural } from './format.ts';
import type { Rows } from './rows.ts';
import { before, type Completeness, completeness, isFinal, type Known, type Selection } from './selection.ts';
import { type Totals, totals } from './totals.ts';

const TILES: readonly { readonly id: string; readonly of: keyof Totals; readonly kind: Kind }[] = [
  { id: 'active', of: 'active', kind: 'whole' },
  { id: 'turns', of: 'turns', kind: 'whole' },
  { id: 'turns-per-person', of: 'turnsPerPerson', kind: 'decimal' },
  { id: 'credits', of: 'credits', kind: 'whole' },
  { id: 'credits-per-person', of: 'creditsPerPerson', kind: 'decimal' },
  { id: 'dollars', of: 'dollars', kind: 'dollars' },
  { id: 'lines', of: 'lines', kind: 'whole' },
  { id: 'committed', of: 'committed', kind: 'percent' },
];

/** What a final day without use has of it: nothing, but of a ratio there is none. */
function restOf(of: keyof Totals): number | null {
  return of === 'turnsPerPerson' || of === 'creditsPerPerson' || of === 'committed' ? null : 0;
}

/** Fills in the headline figures, each with its change and its course, and says how whole the range is. */
export function showHeadlines(rows: Rows, known: Known, selection: Selection): void {
  const earlier = before(selection);
  const [here, there] = [completeness(known, selection), completeness(known, earlier)];
  const [now, then] = [totals(rows, selection), totals(rows, earlier)];
  const days = daysOf(selection.from, selection.until);
  const daily = days.map((day) => ({
    day,
    totals: isFinal(known.states.get(day)) ? totals(rows, { ...selection, from: day, until: day }) : null,
  }));
  find(HTMLElement, '#range-told').textContent = rangeTold(selection, here);
  for (const { id, of, kind } of TILES) {
    const tile = find(HTMLElement, `#tile-${id}`);
    const value = find(HTMLElement, '[data-part=value]', tile);
    const known = here.final + here.pending > 0;
    value.textContent = known ? inShort(kind, now[of]) : '–';
    value.title = known ? inFull(kind, now[of]) : '';
    const told = changeTold(now[of], then[of], here, there, kind);
    const place = find(HTMLElement, '[data-part=change]', tile);
    place.textContent = told.text;
    place.classList.toggle('fair', told.fair);
    find(HTMLElement, '[data-part=spark]', tile).replaceChildren(
      spark(
        daily.map(({ day, totals }) => ({
          day,
          figure: totals === null ? null : (totals[of] ?? restOf(of)),
        })),
      ),
    );
  }
}

function rangeTold(
  { from, until, group }: Selection,
  { days, final, pending, missing, outside }: Completeness,
): string {
  const whole = [
    final === days ? `all ${plural(days, 'day')} complete` : `${final} of ${plural(days, 'day')} complete`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(outside > 0 ? [`${outside} not in the lake`] : []),
  ].join(', ');
  const who = group === undefined ? 'Everyone' : (group ?? 'No group');
  return `${cut(who)}, ${fullDayText(from)} to ${fullDayText(until)}: ${whole}`;
}

/** A change is told only where both periods are whole; else why there is none. */
function changeTold(
  now: number | null,
  then: number | null,
  here: Completeness,
  there: Completeness,
  kind: Kind,
): { text: string; fair: boolean } {
  if (here.final < here.days) return { text: 'no comparison: the range is not whole', fair: false };
  if (there.final < there.days)
    return { text: `no comparison: ${there.final} of the ${there.days} days before are here`, fair: false };
  if (now === null || then === null || then === 0) return { text: 'nothing to compare with', fair: false };
  if (kind === 'percent') {
    const points = (now - then) * 100;
    return {
      text: `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)} points, from ${inShort(kind, then)}`,
      fair: true,
    };
  }
  return { text: `${change(now / then - 1)} from ${inShort(kind, then)}`, fair: true };
}

function spark(points: readonly { readonly day: string; readonly figure: number | null }[]): Element {
  const there = points.filter(({ figure }) => figure !== null);
  if (there.length < 2) return element('span');
  const drawn = plot('', {
    width: 160,
    height: 36,
    margin: 3,
    marginLeft: 3,
    marginBottom: 3,
    x: { axis: null, type: 'utc' },
    y: { axis: null, zero: true },
    marks: [
      Plot.areaY(points, { x: ({ day }) => dateOf(day), y1: 0, y2: 'figure', fill: 'var(--spark)' }),
      Plot.lineY(points, { x: ({ day }) => dateOf(day), y: 'figure', stroke: 'var(--c1)', strokeWidth: 1.6 }),
    ],
  });
  drawn.removeAttribute('aria-label');
  drawn.removeAttribute('role');
  drawn.setAttribute('aria-hidden', 'true');
  return drawn;
}
