import { dayName, timeOfDay } from '../calendar.ts';
import type { Company } from '../company/company.ts';
import { environmentIdOf } from '../company/environments.ts';
import type { Turn } from '../company/turns.ts';
import { hex8, uuid } from '../ids.ts';
import { mix } from '../random.ts';
import { type TurnIds, turnDetails } from './turn-details.ts';
import { eventTypeOf, slotMicros } from './turn-slots.ts';

interface SharedIds extends TurnIds {
  /** An event's id is its turn's but for the last eight digits. */
  readonly eventIdHead: string;
}

/**
 * Writes the turn events of one day. Built for speed, as a benchmark draws gigabytes from it: only templates,
 * text that needs no escaping, and nothing that makes the engine look into a string it has just begun.
 */
export class TurnWriter {
  readonly #company: Company;
  readonly #date: string;
  readonly #principal: string;
  readonly #workspace: string;
  readonly #ids = new Map<Turn, SharedIds>();

  constructor(company: Company, day: number) {
    this.#company = company;
    this.#date = `","type":"CODEX_LOG","timestamp":"${dayName(day)}T`;
    this.#principal = `Z","principal":{"id":"${company.workspaceId}","type":"CHATGPT_WORKSPACE"},"actor":`;
    this.#workspace = `","workspace_id":"${company.workspaceId}","event_details":{"detail_type":"`;
  }

  line(turn: Turn, slot: number, slots: number): string {
    const ids = this.#idsOf(turn);
    const eventType = eventTypeOf(turn, slot, slots);
    const time = timeOfDay(slotMicros(turn, slot, slots));
    const details = turnDetails(eventType, turn, slot, ids);
    const eventId = `${ids.eventIdHead}${hex8(mix(turn.hash, 0xe1d + slot))}`;
    return `{"event_id":"${eventId}${this.#date}${time}${this.#principal}${turn.person.actor},"event_type":"${eventType}","client_id":"${turn.surface.client}${this.#workspace}${eventType}",${details}}}`;
  }

  #idsOf(turn: Turn): SharedIds {
    const known = this.#ids.get(turn);
    if (known) return known;
    const { person, day, index, session } = turn;
    const ids = {
      eventIdHead: uuid(person.hash, day, index, 0).slice(0, -8),
      session: uuid(person.hash ^ 0x5e55, day, session, 0),
      turnId: uuid(person.hash ^ 0x7412, day, index, 0),
      environment: JSON.stringify(environmentIdOf(this.#company, turn)),
    };
    // A turn is over in minutes, so those of some windows ago are not needed again.
    if (this.#ids.size > 4000) this.#ids.clear();
    this.#ids.set(turn, ids);
    return ids;
  }
}
