import { addDays, lengthOf } from './calendar.ts';
import { element, find } from './element.ts';
import { cut } from './format.ts';
import type { Rows } from './rows.ts';
import { groupsOf, type Known, type Selection } from './selection.ts';

/** The value of a choice of group in the form: `=` and its name, so that no name is mistaken for another choice. */
function valueOfGroup(group: string | null): string {
  return group === null ? '-' : `=${group}`;
}

/** Wires the form; calls `changed` at once and whenever something else is chosen. The choice is kept in the address. */
export function wireControls(rows: Rows, known: Known, changed: (selection: Selection) => void): void {
  const form = find(HTMLFormElement, '#controls');
  const from = find(HTMLInputElement, 'input[name=from]');
  const until = find(HTMLInputElement, 'input[name=until]');
  const select = find(HTMLSelectElement, 'select[name=group]');
  const groups = groupsOf(rows);
  for (const group of groups)
    select.append(element('option', { value: valueOfGroup(group) }, cut(group ?? 'No group')));
  find(HTMLElement, '.group').hidden = groups.length === 0;
  for (const field of [from, until]) {
    field.min = known.first;
    field.max = known.last;
  }
  restore(form);

  function read(): void {
    const range = String(new FormData(form).get('range'));
    find(HTMLElement, '#custom').hidden = range !== 'custom';
    if (range !== 'custom') {
      until.value = known.lastFinal;
      from.value = addDays(known.lastFinal, 1 - Number(range));
    }
    if (from.value === '' || until.value === '' || lengthOf(from.value, until.value) === 0) {
      until.setCustomValidity('the range ends before it begins');
      form.reportValidity();
      return;
    }
    until.setCustomValidity('');
    const group = groups.find((one) => valueOfGroup(one) === select.value);
    history.replaceState(null, '', `#${keep(range, from.value, until.value, select.value)}`);
    changed({
      from: from.value,
      until: until.value,
      group: select.value === '' ? undefined : (group ?? null),
    });
  }
  form.addEventListener('change', read);
  form.addEventListener('submit', (event) => event.preventDefault());
  read();
}

function keep(range: string, from: string, until: string, group: string): string {
  return new URLSearchParams({
    range,
    ...(range === 'custom' ? { from, until } : {}),
    ...(group === '' ? {} : { group }),
  }).toString();
}

/** Takes up the choice of an address that someone passed on. */
function restore(form: HTMLFormElement): void {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList || field instanceof HTMLInputElement) field.value = value;
    if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value))
      field.value = value;
  }
}
