import * as z from 'zod';
import type { Resource } from '../stack.ts';

/** Where a template is thought to be deployed. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Names AWS made up, or what it made of them, by logical id. @default the logical ids themselves */
  readonly physical?: Readonly<Record<string, string>>;
}

export const HERE: Place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

type Resources = Readonly<Record<string, Resource>>;

const Intrinsic = z.union([
  z.strictObject({ Ref: z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  z.strictObject({ 'Fn::Select': z.tuple([z.coerce.number(), z.unknown()]) }),
  z.strictObject({ 'Fn::Split': z.tuple([z.string(), z.unknown()]) }),
  z.strictObject({ 'Fn::Sub': z.string() }),
  z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }),
]);

/** How resources of a type are named in an ARN, and what a reference to one is. */
const NAMING: Readonly<
  Record<string, { service: string; prefix: string; named?: string; ref: 'name' | 'arn' }>
> = {
  'AWS::S3::Bucket': { service: 's3', prefix: '', named: 'BucketName', ref: 'name' },
  'AWS::KMS::Key': { service: 'kms', prefix: 'key/', ref: 'name' },
  'AWS::Lambda::Function': { service: 'lambda', prefix: 'function:', named: 'FunctionName', ref: 'name' },
  'AWS::IAM::Role': { service: 'iam', prefix: 'role/', named: 'RoleName', ref: 'name' },
  'AWS::SQS::Queue': { service: 'sqs', prefix: '', named: 'QueueName', ref: 'arn' },
  'AWS::SNS::Topic': { service: 'sns', prefix: '', named: 'TopicName', ref: 'arn' },
  'AWS::SecretsManager::Secret': { service: 'secretsmanager', prefix: 'secret:', named: 'Name', ref: 'arn' },
  'AWS::StepFunctions::StateMachine': {
    service: 'states',
    prefix: 'stateMachine:',
    named: 'StateMachineName',
    ref: 'arn',
  },
  'AWS::Logs::LogGroup': { service: 'logs', prefix: 'log-group:', named: 'LogGroupName', ref: 'name' },
};

/** The ARN a resource of a template would have: its given name, or else its logical id, stands for the name AWS makes up. */
export function arnOf(resources: Resources, id: string, place = HERE): string {
  const { Type = '' } = resources[id] ?? {};
  const naming = NAMING[Type];
  if (naming === undefined) throw new Error(`${id}: how a ${Type} is named is not known here`);
  const region = ['s3', 'iam'].includes(naming.service) ? '' : place.region;
  const account = naming.service === 's3' ? '' : place.account;
  const tail = naming.service === 'logs' ? ':*' : '';
  return `arn:${place.partition}:${naming.service}:${region}:${account}:${naming.prefix}${nameOf(resources, id, place)}${tail}`;
}

function nameOf(resources: Resources, id: string, place: Place): string {
  const { Type = '', Properties } = resources[id] ?? {};
  const made = place.physical?.[id];
  // A secret has six characters more in its ARN, which are not known here.
  if (made !== undefined && Type !== 'AWS::SecretsManager::Secret')
    return ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine'].includes(Type)
      ? (made.split(/[/:]/).at(-1) ?? made)
      : made;
  const given = Properties?.[NAMING[Type]?.named ?? ''];
  const name = given === undefined ? id : String(resolved(resources, given, place));
  if (Type === 'AWS::SecretsManager::Secret') return `${name}-AbCdEf`;
  return Type === 'AWS::S3::Bucket' && given === undefined ? name.toLowerCase() : name;
}

/** A value of a template as CloudFormation would have it, its references made of `arnOf`. */
export function resolved(resources: Resources, value: unknown, place = HERE): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(resources, one, place));
  if (typeof value !== 'object' || value === null) return value;
  const intrinsic = Intrinsic.safeParse(value);
  if (!intrinsic.success)
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, one]) => [key, resolved(resources, one, place)] as const)
        .filter(([, one]) => one !== undefined),
    );
  const found = intrinsic.data;
  if ('Ref' in found) return reference(resources, found.Ref, place);
  if ('Fn::Sub' in found)
    return found['Fn::Sub'].replace(/\$\{([A-Za-z0-9:]+)\}/g, (_, name) =>
      String(reference(resources, name, place)),
    );
  if ('Fn::Join' in found) {
    const [separator, parts] = found['Fn::Join'];
    return parts.map((part) => String(resolved(resources, part, place))).join(separator);
  }
  if ('Fn::Split' in found) {
    const [separator, of] = found['Fn::Split'];
    return String(resolved(resources, of, place)).split(separator);
  }
  if ('Fn::Select' in found) {
    const [position, of] = found['Fn::Select'];
    const list = resolved(resources, of, place);
    return Array.isArray(list) ? list[position] : undefined;
  }
  const [id, attribute] = found['Fn::GetAtt'];
  return attribute === 'Arn' ? arnOf(resources, id, place) : `${id}.${attribute}`;
}

function reference(resources: Resources, name: string, place: Place): unknown {
  const pseudo: Readonly<Record<string, string | undefined>> = {
    'AWS::Partition': place.partition,
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::StackName': 'CodexLake',
    'AWS::URLSuffix': place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    'AWS::NoValue': undefined,
  };
  if (name in pseudo) return pseudo[name];
  const naming = NAMING[resources[name]?.Type ?? ''];
  if (naming === undefined) return name;
  return naming.ref === 'arn' ? arnOf(resources, name, place) : nameOf(resources, name, place);
}
