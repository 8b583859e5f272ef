import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Changes } from '../changes.ts';
import type { Clock } from '../clock.ts';
import type { FaultName } from '../faults.ts';
import type { Reply } from '../server/reply.ts';
import { AwsError } from './aws-error.ts';
import { ec2Action, ec2Error } from './ec2-query.ts';
import { IpSets } from './ip-sets.ts';
import { PrefixLists } from './prefix-lists.ts';

const WAF_TARGET = 'AWSWAF_20190729.';

/** Stands in for the AWS services that hold allowlists, as the AWS SDK speaks to them. */
export class Aws {
  readonly ipSets: IpSets;
  readonly prefixLists: PrefixLists;
  readonly #has: (fault: FaultName) => boolean;

  constructor(options: {
    clock: Clock;
    changes: Changes;
    has: (fault: FaultName) => boolean;
    rateLimits: boolean;
  }) {
    this.ipSets = new IpSets(options);
    this.prefixLists = new PrefixLists(options);
    this.#has = options.has;
  }

  async answer(request: IncomingMessage): Promise<Reply> {
    const target = request.headers['x-amz-target'];
    const body = await text(request);
    const isWaf = typeof target === 'string' && target.startsWith(WAF_TARGET);
    const refused = this.#refusal(request, isWaf ? 'AccessDeniedException' : 'UnauthorizedOperation');
    if (isWaf) {
      return attempt(
        () => {
          if (refused !== null) throw refused;
          return waf(200, this.ipSets.answer(target.slice(WAF_TARGET.length), Object(JSON.parse(body))));
        },
        ({ code, message }) => waf(400, { __type: `com.amazonaws.wafv2#${code}`, Message: message }),
      );
    }
    return attempt(
      () => {
        if (refused !== null) throw refused;
        return xml(200, ec2Action(new URLSearchParams(body), this.prefixLists));
      },
      (error) => xml(400, ec2Error(error)),
    );
  }

  #refusal({ headers }: IncomingMessage, denied: string): AwsError | null {
    if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
      return new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token');
    return this.#has('aws-access-denied')
      ? new AwsError(denied, 'You are not authorized to perform this operation.')
      : null;
  }
}

function attempt(work: () => Reply, refuse: (error: AwsError) => Reply): Reply {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwsError) return refuse(error);
    throw error;
  }
}

function waf(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) };
}

function xml(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}
