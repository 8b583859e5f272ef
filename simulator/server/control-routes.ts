import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type FaultName, isFaultName } from '../faults.ts';
import { type Allowlists, allowlistsSummary, changeAllowlists } from './allowlists-route.ts';
import { json, problem, type Reply } from './reply.ts';

export interface Control {
  readonly allowlists: Allowlists;
  summary(): unknown;
  setNow(now: Date): void;
  setFaults(faults: readonly FaultName[]): void;
}

export const CONTROL_PATH = '/__simulator/';

/** For whoever runs the simulator in another process. Needs no key, and is no part of what is simulated. */
export async function controlRoute(request: IncomingMessage, control: Control): Promise<Reply> {
  const what = `${request.method} ${request.url?.slice(CONTROL_PATH.length)}`;
  if (what === 'GET served') return json(control.summary());
  if (what === 'GET allowlists') return json(allowlistsSummary(control.allowlists));
  const body = await readJson(request);
  if (what === 'POST allowlists') {
    const wrong = changeAllowlists(control.allowlists, body);
    return wrong === null ? json(allowlistsSummary(control.allowlists)) : problem(400, wrong);
  }
  if (what === 'POST clock') {
    const now = new Date(String(body.now));
    if (Number.isNaN(now.getTime())) return problem(400, 'now: must be an ISO 8601 time');
    control.setNow(now);
    return json({ now: now.toISOString() });
  }
  if (what === 'POST faults') {
    const faults = Array.isArray(body.faults) ? body.faults : [null];
    if (!faults.every(isFaultName)) return problem(400, 'faults: must be a list of known fault names');
    control.setFaults(faults);
    return json({ faults });
  }
  return problem(404, `unknown control path: ${what}`);
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await text(request));
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}
