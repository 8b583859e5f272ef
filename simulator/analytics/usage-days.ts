import { DAY_MICROS, DAY_MS } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import type { Person } from '../company/person.ts';
import { type Turn, turnsOf } from '../company/turns.ts';
import { mix } from '../random.ts';
import { addFigures, addTurns, noFigures, raise } from './usage-figures.ts';
import { type UsageRow, usageRow } from './usage-row.ts';

/** How a day is told: as of a moment, and with which liberties. */
export interface Telling {
  readonly now: number;
  readonly restated: boolean;
  readonly unheardOfClient: boolean;
  readonly newKeys: boolean;
}

const LAG_HOURS = 12;

/** Rows of one UTC day, made one by one as they are asked for. */
export interface UsageDay {
  /** The row of the person at this position; null when there is none. */
  row(index: number): UsageRow | null;
  /** The workspace's row; null on a day without use. */
  workspaceRow(): UsageRow | null;
}

export function usageDay(company: Company, day: number, telling: Telling): UsageDay {
  const changes = telling.restated ? restatement(company, day) : null;
  const personTurns = (person: Person): Turn[] => {
    if (changes?.vanished === person) return [];
    return counted(turnsOf(person, day, changes?.appeared === person), day, telling.now);
  };
  const figuresOf = (people: readonly Person[]) => {
    const figures = noFigures();
    for (const person of people) {
      const alone = changes ? noFigures() : figures;
      addTurns(alone, personTurns(person), telling.unheardOfClient);
      if (!changes) continue;
      if (person.index % 3 === 0) raise(alone);
      addFigures(figures, alone);
    }
    return figures;
  };
  const finish = (person: Person | null, people: readonly Person[]) => {
    const figures = figuresOf(people);
    if (figures.total.turns === 0) return null;
    const row = usageRow(day, person, figures);
    return telling.newKeys ? withNewKeys(row) : row;
  };
  return {
    row: (index) => {
      const person = company.people[index];
      return person ? finish(person, [person]) : null;
    },
    workspaceRow: () => finish(null, company.people),
  };
}

/** Turns are counted up to 12 hours late, by person, so today is partial and last night still grows. */
function counted(turns: Turn[], day: number, now: number): Turn[] {
  const end = (day + 1) * DAY_MS;
  if (turns.length === 0 || now >= end + LAG_HOURS * 3_600_000) return turns;
  const lagMinutes = 60 + (mix(turns[0]!.person.hash, day) % ((LAG_HOURS - 1) * 60));
  const until = (now - lagMinutes * 60_000) * 1000 - day * DAY_MICROS;
  return turns.filter((turn) => turn.start + turn.duration <= until);
}

/** What a later telling changes besides the rises: the first active person vanishes, the last idle one appears. */
function restatement(company: Company, day: number): { vanished?: Person; appeared?: Person } {
  const idle = (person: Person) => turnsOf(person, day).length === 0;
  return {
    vanished: company.people.find((person) => !idle(person)),
    appeared: company.people.findLast((person) => idle(person) && person.adoptedDay <= day),
  };
}

function withNewKeys(row: UsageRow): UsageRow {
  const totals = { ...row.totals, reasoning_joules: 12.5 };
  const clients = row.clients.map((client) => ({ ...client, subagents: { spawned: 2, joined: 1 } }));
  return Object.assign({}, row, {
    totals,
    clients,
    workspace_tier: 'simulated',
    insights: [{ kind: 'streak' }],
  });
}
