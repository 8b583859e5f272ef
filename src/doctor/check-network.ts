import { access, constants } from 'node:fs/promises';
import { proxyUse } from '../http/proxy.ts';
import { type Finding, finding, ok, problem, warning } from './finding.ts';

/** Which way requests of this machine take, and whose certificates it trusts: what stands between shows in all that follows. */
export async function checkNetwork(environment: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  return [
    ...(await finding('proxy', 'set it to http://host:port, or unset it', async () =>
      ok('proxy', wayOf(environment)),
    )),
    ...(await checkCertificates(environment)),
  ];
}

function wayOf(environment: NodeJS.ProcessEnv): string {
  const { https, http, exempt } = proxyUse(environment);
  if (https === undefined && http === undefined) return 'none: requests go straight to their hosts';
  const through = (name: string, proxy: string | undefined) =>
    proxy === undefined ? `${name} goes straight` : `${name} goes through ${proxy}`;
  const straight = exempt === undefined ? '' : `; straight to ${exempt} (NO_PROXY)`;
  return `${through('https', https)}, ${through('http', http)}${straight}`;
}

async function checkCertificates(environment: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const check = 'certificates';
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    return [
      problem(
        check,
        'are not checked at all (NODE_TLS_REJECT_UNAUTHORIZED=0): anybody between could read the keys',
        "unset it, and set NODE_EXTRA_CA_CERTS to a PEM file with your company's CA",
      ),
    ];
  const file = environment.NODE_EXTRA_CA_CERTS;
  if (file === undefined || file === '') return [ok(check, 'by the CAs Node brings')];
  try {
    await access(file, constants.R_OK);
    return [ok(check, `by the CAs Node brings, and those in ${file}`)];
  } catch {
    return [
      warning(
        check,
        `${file}, named by NODE_EXTRA_CA_CERTS, cannot be read, so it adds none`,
        'check its path and who may read it',
      ),
    ];
  }
}
