import type { View } from './view.ts';

/** The same views, `dim_holiday` with these days off: their names by day, `YYYY-MM-DD`. */
export function withHolidays(
  views: readonly View[],
  holidays: Readonly<Record<string, string>>,
): readonly View[] {
  const days = Object.entries(holidays).map(
    ([day, name]) => `(DATE '${day}', '${name.replaceAll("'", "''")}')`,
  );
  if (days.length === 0) return views;
  const sql = `SELECT day, holiday\nFROM (VALUES ${days.sort().join(', ')}) AS days_off (day, holiday)`;
  return views.map((view) => (view.name === 'dim_holiday' ? { ...view, sql } : view));
}
