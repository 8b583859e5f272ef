import { date, json, ordinal, otherAmounts, person, string, sum } from './column.ts';
import { defineTable } from './define-table.ts';
import { actor, envelope, eventTable, provenance } from './event.ts';
import type { RawRecord } from './record.ts';

const p = '$.payload';
const COST = `${p}.measures.billing->$[*].cost`;
const ESTIMATE = `${p}.measures.billing->$[*].estimated_cost_usd`;

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
    payer_groups: json(
      `${p}.identity.groups`,
      'Groups of that user, for chargeback: a list of id and name.',
      {
        name: 'label',
      },
    ),
    payer_agent: json(`${p}.identity.agent`, 'Agent the cost is booked to; null when none.', {
      name: 'person',
    }),
    product: string(`${p}.product`, 'Product, free text: split by it before comparing with Codex usage.'),
    surface: string(`${p}.surface`, 'Surface of that product.'),
    client: string(`${p}.client`, 'Client of that product.'),
    model: string(`${p}.model`, 'Model used.'),
    service_tier: string(`${p}.service_tier`, 'Service tier.'),
    reasoning: string(`${p}.reasoning`, 'Reasoning effort.'),
    usage: json(`${p}.measures.usage`, 'Tokens by kind as upstream says them.'),
    billing: json(
      `${p}.measures.billing`,
      'Billed items as upstream says them: sku, quantity, cost and estimated cost, each of those with its own unit.',
      {
        '': 'number',
        sku: 'enum',
        'quantity.value': 'number',
        'quantity.unit': 'enum',
        'cost.value': 'number',
        'cost.unit': 'enum',
        'cost.currency': 'enum',
        'estimated_cost_usd.value': 'number',
        'estimated_cost_usd.unit': 'enum',
        'estimated_cost_usd.currency': 'enum',
      },
    ),
    cost_credits: sum(
      'credits',
      COST,
      'Credits of the items billed in credits; null when none is. May be added up; never with dollars.',
    ),
    estimated_cost_usd: sum(
      'usd',
      ESTIMATE,
      'Estimated US dollars of the items upstream gives an estimate in dollars for; null when there is none. May be added up; never with cost_usd.',
    ),
    ...provenance,
    ...actor,
    cost_usd: sum(
      'usd',
      COST,
      'US dollars of the items billed in dollars; null when none is. May be added up; never with credits or an estimate.',
    ),
    other_amounts: otherAmounts(
      [COST, ESTIMATE],
      'Costs and estimates in a unit that is neither credits nor US dollars, and costs without one: a list of field (cost or estimated_cost_usd), value and unit; null when there is none, as is usual. In no sum.',
    ),
  },
});

export const costsEvent: RawRecord = {
  name: 'costs_hour',
  tables: [costsHour],
  ignored: [],
  eventTypes: { only: 'COSTS' },
};
