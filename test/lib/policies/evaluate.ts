import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Resource } from '../stack.ts';
import { arnOf, HERE, type Place, resolved } from './resolve.ts';

/** A call of AWS, as IAM sees it. */
export interface ApiCall {
  /** Logical id of a role or of a managed policy somebody has, a service such as `cloudwatch.amazonaws.com`, or an ARN. */
  readonly by: string;
  readonly action: string;
  /** Its ARN, or `*` where the action knows none. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Whether the call is signed with what a service was given for a caller, and so is the caller's own. @default its own */
  readonly forwarded?: boolean;
}

export interface Verdict {
  readonly result: string;
  /** Statements that had a part in it: `policy#position`. */
  readonly statements: readonly string[];
}

type Resources = Readonly<Record<string, Resource>>;
interface Policy {
  readonly name: string;
  readonly policy: { readonly Version: string; readonly Statement: readonly object[] };
}

/** What the policies of AWS's own that the stack attaches say, as published. */
const OF_AWS: Readonly<Record<string, readonly string[]>> = {
  AWSLambdaBasicExecutionRole: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  AWSLambdaVPCAccessExecutionRole: [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
};

/** Policies on a resource, by the type that has them and the property that names the resource. */
const ON_RESOURCES = [
  ['AWS::S3::BucketPolicy', 'Bucket', 'PolicyDocument'],
  ['AWS::SNS::TopicPolicy', 'Topics', 'PolicyDocument'],
  ['AWS::SQS::QueuePolicy', 'Queues', 'PolicyDocument'],
] as const;

/** Everything of a template's policies, to be asked whether a call is let through. */
export class Policies {
  private readonly resources: Resources;
  private readonly place: Place;

  constructor(resources: Resources, place = HERE) {
    this.resources = resources;
    this.place = place;
  }

  arn(id: string): string {
    return arnOf(this.resources, id, this.place);
  }

  /** The one logical id of a type that begins so. */
  id(type: string, prefix: string): string {
    const found = this.ids(type, prefix);
    if (found.length !== 1) throw new Error(`${type} ${prefix}: ${found.length} of them`);
    return found[0] ?? '';
  }

  /** The logical ids of a type that begin so. */
  ids(type: string, prefix: string): string[] {
    return Object.entries(this.resources)
      .filter(([id, { Type }]) => Type === type && id.startsWith(prefix))
      .map(([id]) => id);
  }

  /** The role a function has. */
  roleOf(fn: string): string {
    const role = this.resources[fn]?.Properties?.Role?.['Fn::GetAtt']?.[0];
    if (typeof role !== 'string') throw new Error(`${fn}: has no role of the stack`);
    return role;
  }

  async evaluate({ by, action, resource, context = {} }: ApiCall): Promise<Verdict> {
    const type = this.resources[by]?.Type;
    const isOutside = type === undefined;
    const isRole = type === 'AWS::IAM::Role';
    const analyst = `arn:${this.place.partition}:iam::${this.place.account}:role/analyst`;
    const resourcePolicy = this.onResource(resource);
    const answer = await runSimulation(
      {
        request: {
          principal: isOutside ? by : isRole ? this.arn(by) : analyst,
          action,
          resource: { resource, accountId: this.place.account },
          contextVariables: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3', ...context },
        },
        identityPolicies: isOutside ? [] : isRole ? this.ofRole(by) : [this.document(by, 'PolicyDocument')],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(resourcePolicy !== undefined && { resourcePolicy: resourcePolicy.policy }),
      },
      {},
    );
    if (answer.resultType === 'error')
      throw new Error(`${action} ${resource}: ${JSON.stringify(answer.errors)}`);
    const results = answer.resultType === 'single' ? [answer.result] : answer.results;
    const statements = results.flatMap(({ analysis: { identityAnalysis, resourceAnalysis } }) => [
      ...(identityAnalysis?.allowStatements ?? []).map(
        ({ policyId, statement }) => `${policyId}#${statement.index()}`,
      ),
      ...(resourceAnalysis?.allowStatements ?? []).map(
        ({ statement }) => `${resourcePolicy?.name}#${statement.index()}`,
      ),
    ]);
    return { result: answer.overallResult, statements };
  }

  /** Every statement that allows something, by `policy#position`; those of AWS's own policies left out. */
  allowing(): string[] {
    return Object.entries(this.resources).flatMap(([id, { Type, Properties }]) => {
      const document =
        Properties?.PolicyDocument ?? (Type === 'AWS::KMS::Key' ? Properties?.KeyPolicy : undefined);
      const statements: { Effect: string }[] = document?.Statement ?? [];
      return statements.flatMap(({ Effect }, i) => (Effect === 'Allow' ? [`${id}#${i + 1}`] : []));
    });
  }

  /** A statement, for who reads that it stands unused. */
  statement(name: string): unknown {
    const [id = '', place] = name.split('#');
    const { Properties } = this.resources[id] ?? {};
    return (Properties?.PolicyDocument ?? Properties?.KeyPolicy)?.Statement[Number(place) - 1];
  }

  /** The actions a statement is about. */
  actionsOf(name: string): string[] {
    return [Object(this.statement(name)).Action].flat().map(String);
  }

  private ofRole(role: string): Policy[] {
    const attached = Object.entries(this.resources)
      .filter(
        ([, { Type, Properties }]) => /IAM::(Managed)?Policy$/.test(Type) && names(Properties?.Roles, role),
      )
      .map(([id]) => this.document(id, 'PolicyDocument'));
    const arns: unknown[] = this.resources[role]?.Properties?.ManagedPolicyArns ?? [];
    const ofAws = arns.map((arn) => {
      const name =
        String(resolved(this.resources, arn, this.place))
          .split('/')
          .at(-1) ?? '';
      const Action = OF_AWS[name];
      if (Action === undefined) throw new Error(`${name}: what this policy of AWS says is not known here`);
      return {
        name,
        policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
      };
    });
    return [...attached, ...ofAws];
  }

  private onResource(resource: string): Policy | undefined {
    const [bucket = ''] = resource.startsWith(`arn:${this.place.partition}:s3:`)
      ? resource.split('/')
      : [resource];
    for (const [id, { Type, Properties }] of Object.entries(this.resources)) {
      if (Type === 'AWS::KMS::Key' && this.arn(id) === resource) return this.document(id, 'KeyPolicy');
      if (Type === 'AWS::IAM::Role' && this.arn(id) === resource)
        return this.document(id, 'AssumeRolePolicyDocument');
      for (const [type, property, document] of ON_RESOURCES) {
        if (Type !== type) continue;
        const on = [Properties?.[property]].flat().map((one) => this.resourceNamed(one));
        if (on.includes(bucket)) return this.document(id, document);
      }
    }
    return undefined;
  }

  /** The ARN of what a policy says it is on: a bucket by name, a topic by ARN, a queue by URL. */
  private resourceNamed(reference: { readonly Ref?: string }): string | undefined {
    return reference.Ref !== undefined && this.resources[reference.Ref] !== undefined
      ? this.arn(reference.Ref)
      : undefined;
  }

  private document(id: string, property: string): Policy {
    const policy = resolved(this.resources, this.resources[id]?.Properties?.[property], this.place);
    if (!isPolicy(policy)) throw new Error(`${id}: has no ${property}`);
    return { name: id, policy };
  }
}

function isPolicy(value: unknown): value is Policy['policy'] {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}

function names(references: unknown, id: string): boolean {
  return Array.isArray(references) && references.some((one: { Ref?: string }) => one.Ref === id);
}
