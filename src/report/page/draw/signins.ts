import { inShort } from '../format.ts';
import { isFinal, statesOf } from '../selection.ts';
import { column } from '../sheet.ts';
import type { Drawer } from './drawer.ts';
import { stackedDays } from './stacked-days.ts';

const NAME = 'sign-ins that succeeded';

export const signinsChart: Drawer = ({ rows, known, selection, until }) => {
  const of = rows.signins.filter(({ day }) => day >= selection.from && day <= until);
  return {
    sheet: {
      columns: [column('day', 'Day'), column('state', 'State'), column('signins', 'Sign-ins', 'whole')],
      rows: of,
    },
    note: 'From AUTH_LOG, which upstream keeps for 30 days.',
    draw: of.some(({ state }) => isFinal(state))
      ? stackedDays({
          label: 'Sign-ins by day',
          parts: of.map(({ day, signins }) => ({ day, name: NAME, amount: signins ?? 0 })),
          names: [NAME],
          known: { ...known, states: statesOf(of) },
          from: selection.from,
          until,
          format: inShort,
        })
      : null,
  };
};
