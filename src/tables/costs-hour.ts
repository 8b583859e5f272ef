import { date, json, ordinal, person, string, sum } from './column.ts';
import { defineTable } from './define-table.ts';
import { actor, envelope, eventTable, provenance } from './event.ts';
import type { RawRecord } from './record.ts';

const p = '$.payload';

export const costsHour = defineTable({
  ...eventTable,
  name: 'costs_hour',
  doc: "What the organization's use cost by hour, person, product and model. One row per COSTS event. The same work as codex_log and usage seen from the bill: never add them.",
  columns: {
    ...envelope,
    cost_day: date('iso', `${p}.day`, 'UTC day the cost is of.'),
    cost_hour: ordinal(`${p}.hour`, 'UTC hour of that day, 0 to 23. Not for adding up.'),
    organization_id: string(`${p}.organization_id`, 'Platform organization billed.'),
    payer_user_id: string(`${p}.identity.user_id`, 'User the cost is booked to; null when none.'),
    payer_email: person(`${p}.identity.email`, 'E-mail of that user.'),
    payer_name: person(`${p}.identity.name`, 'Name of that user.'),
    payer_groups: json(`${p}.identity.groups`, 'Groups of that user, for chargeback: a list of id and name.'),
    payer_agent: json(`${p}.identity.agent`, 'Agent the cost is booked to; null when none.'),
    product: string(`${p}.product`, 'Product, free text: split by it before comparing with Codex usage.'),
    surface: string(`${p}.surface`, 'Surface of that product.'),
    client: string(`${p}.client`, 'Client of that product.'),
    model: string(`${p}.model`, 'Model used.'),
    service_tier: string(`${p}.service_tier`, 'Service tier.'),
    reasoning: string(`${p}.reasoning`, 'Reasoning effort.'),
    usage: json(`${p}.measures.usage`, 'Tokens by kind as upstream says them.'),
    billing: json(
      `${p}.measures.billing`,
      'Billed items: sku, quantity, cost in credits, estimated cost in dollars.',
    ),
    cost_credits: sum(
      `${p}.measures.billing->$[*].cost.value`,
      'Credits of all billed items. May be added up; never with dollars.',
    ),
    estimated_cost_usd: sum(
      `${p}.measures.billing->$[*].estimated_cost_usd.value`,
      'Estimated US dollars of all billed items; null when upstream gives none. May be added up.',
    ),
    ...provenance,
    ...actor,
  },
});

export const costsEvent: RawRecord = {
  name: 'costs_hour',
  tables: [costsHour],
  ignored: [],
  eventTypes: { only: 'COSTS' },
};
