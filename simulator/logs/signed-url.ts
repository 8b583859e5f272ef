import { createHmac } from 'node:crypto';
import type { Company } from '../company/company.ts';

/** Path and query of a download that works until `expires` (Unix seconds) without a key. */
export function signedPath(company: Company, fileId: string, expires: number): string {
  return `/exports/${fileId}?se=${expires}&sig=${signature(company, fileId, String(expires))}`;
}

/** The file's id, or why there is none. */
export function readSignedPath(
  company: Company,
  url: URL,
  nowSeconds: number,
): string | 'expired' | 'forged' {
  const fileId = url.pathname.replace(/^\/exports\//, '');
  const expires = url.searchParams.get('se') ?? '';
  if (url.searchParams.get('sig') !== signature(company, fileId, expires)) return 'forged';
  return Number(expires) < nowSeconds ? 'expired' : fileId;
}

function signature(company: Company, fileId: string, expires: string): string {
  return createHmac('sha256', `${company.hash} signing`).update(`${fileId} ${expires}`).digest('hex');
}
