import { ContractError } from './errors.ts';
import type { HttpRequest } from './http-client.ts';

/** The answer as text. Throws `ContractError` as soon as it is larger than it may be. */
export async function textOf({ subject, mostBytes }: HttpRequest, response: Response): Promise<string> {
  if (mostBytes === undefined || response.body === null) return response.text();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new ContractError(`${subject}: the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
