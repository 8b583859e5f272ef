import http, { type ProxyEnv } from 'node:http';
import https from 'node:https';

/** Variables by what goes through the proxy they name; of two, the first one that is set counts, as with curl and Node. */
const VARIABLES = {
  HTTPS_PROXY: ['https_proxy', 'HTTPS_PROXY'],
  HTTP_PROXY: ['http_proxy', 'HTTP_PROXY'],
  NO_PROXY: ['no_proxy', 'NO_PROXY'],
} as const;
type Variable = keyof typeof VARIABLES;

/** This machine is never asked through a proxy, which would ask itself. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** Sockets a client of AWS keeps to a host, as by its default. */
const MOST_SOCKETS = 50;

/** Which requests take which way. Never holds the name or the password a proxy is used with. */
export interface ProxyUse {
  /** Where requests to https: and http: addresses go; undefined for straight to their host. */
  readonly https: string | undefined;
  readonly http: string | undefined;
  /** Hosts that are asked straight, as given. */
  readonly exempt: string | undefined;
}

/** A proxy variable holds something else than the address of a proxy: fatal, to be fixed by who set it. */
export class ProxyAddressError extends Error {
  override readonly name = 'ProxyAddressError';
}

let agents: { readonly httpAgent: http.Agent; readonly httpsAgent: https.Agent } | undefined;

/**
 * Sends what this process asks from now on through the proxies its environment names: everything that uses `fetch` or Node's
 * own agents, and clients of AWS made with `awsRequestHandler`. Called once, at the start. Throws `ProxyAddressError`.
 */
export function useProxyFromEnvironment(environment: NodeJS.ProcessEnv): void {
  const use = proxyUse(environment);
  if (use.https === undefined && use.http === undefined) return;
  const proxyEnv: ProxyEnv = {
    HTTPS_PROXY: settingOf(environment, 'HTTPS_PROXY'),
    HTTP_PROXY: settingOf(environment, 'HTTP_PROXY'),
    NO_PROXY: [...LOOPBACK, use.exempt ?? ''].filter(Boolean).join(','),
  };
  http.setGlobalProxyFromEnv(proxyEnv);
  const options = { keepAlive: true, maxSockets: MOST_SOCKETS, proxyEnv };
  agents = { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
}

/** What an AWS client is given as its `requestHandler`: its own agents know no proxy. */
export function awsRequestHandler() {
  return { ...agents };
}

/** What the variables of an environment say. Throws `ProxyAddressError`. */
export function proxyUse(environment: NodeJS.ProcessEnv): ProxyUse {
  return {
    https: addressOf(environment, 'HTTPS_PROXY'),
    http: addressOf(environment, 'HTTP_PROXY'),
    exempt: settingOf(environment, 'NO_PROXY'),
  };
}

function settingOf(environment: NodeJS.ProcessEnv, variable: Variable): string | undefined {
  const name = VARIABLES[variable].find((one) => environment[one] !== undefined && environment[one] !== '');
  return name === undefined ? undefined : environment[name];
}

function addressOf(
  environment: NodeJS.ProcessEnv,
  variable: 'HTTPS_PROXY' | 'HTTP_PROXY',
): string | undefined {
  const value = settingOf(environment, variable);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new ProxyAddressError(
      `${variable}: not the address of a proxy; allowed is http://host:port or https://host:port, with name:password@ before the host where the proxy asks for it`,
    );
  return url.origin;
}
