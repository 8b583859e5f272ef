import { type AllowList, type AllowListEntry, isAllowListValue } from './allow-list.ts';
import type { Field, Operation } from './graphql-document.ts';

export interface GraphqlError {
  readonly type: string;
  readonly path?: readonly string[];
  readonly message: string;
}

export interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors: readonly GraphqlError[];
}

/** What a resolver throws: the field becomes null, the others do not. */
class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

interface Context {
  readonly lists: readonly AllowList[];
  /** What goes wrong with a mutation on purpose; null lets it through. */
  disturb(field: Field): { readonly type: string; readonly message: string } | null;
  /** How many entries one creation makes: two, when GitHub carried out a retried request twice. */
  copies(): number;
  /** Whether changes are answered as made, and are not. */
  readonly ignores: boolean;
  /** Whether after the last page comes the first again. */
  readonly repeatsPages: boolean;
}

/** Carries out an operation, field by field: some may fail while others succeed. */
export function execute({ kind, fields }: Operation, context: Context): Answer {
  const data: Record<string, unknown> = {};
  const errors: GraphqlError[] = [];
  for (const field of fields) {
    try {
      data[field.key] = kind === 'query' ? query(field, context) : mutate(field, context);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      data[field.key] = null;
      errors.push({ type: error.type, path: [field.key], message: error.message });
    }
  }
  return { data, errors };
}

function query(field: Field, { lists, repeatsPages }: Context): unknown {
  if (field.name === 'viewer') return pick({ login: 'codex-lake-sync' }, field.fields);
  const kind = field.name;
  if (kind !== 'organization' && kind !== 'enterprise')
    throw new Refusal('undefinedField', `Field '${kind}' doesn't exist on type 'Query'`);
  const name = String(kind === 'organization' ? field.args.login : field.args.slug);
  const list = lists.find((one) => one.kind === kind && one.name === name);
  if (list === undefined) {
    const what = kind === 'organization' ? 'an Organization with the login' : 'a Business with the URL slug';
    throw new Refusal('NOT_FOUND', `Could not resolve to ${what} of '${name}'.`);
  }
  return owner(list, field.fields, repeatsPages);
}

function owner(list: AllowList, fields: readonly Field[], repeatsPages: boolean): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      if (field.name === 'ownerInfo' && list.kind === 'enterprise')
        return [field.key, owner(list, field.fields, repeatsPages)];
      if (field.name === 'ipAllowListEntries') return [field.key, connection(list, field, repeatsPages)];
      const values: Record<string, unknown> = {
        id: list.ownerId,
        ipAllowListEnabledSetting: list.setting,
        ipAllowListForInstalledAppsEnabledSetting: 'DISABLED',
        [list.kind === 'organization' ? 'login' : 'slug']: list.name,
      };
      if (!(field.name in values))
        throw new Refusal('undefinedField', `Field '${field.name}' doesn't exist on this type`);
      return [field.key, values[field.name]];
    }),
  );
}

function connection(
  list: AllowList,
  { args, fields }: Field,
  repeatsPages: boolean,
): Record<string, unknown> {
  const first = Number(args.first ?? 0);
  if (!Number.isInteger(first) || first < 1)
    throw new Refusal(
      'MISSING_PAGINATION_BOUNDARIES',
      'You must provide a `first` or `last` value to properly paginate the `ipAllowListEntries` connection.',
    );
  if (first > 100)
    throw new Refusal(
      'EXCESSIVE_PAGINATION',
      `Requesting ${first} records on the \`ipAllowListEntries\` connection exceeds the \`first\` limit of 100 records.`,
    );
  const entries = inOrder(list.entries, args.orderBy);
  // A cursor names a place in the order, so that an entry deleted meanwhile does not send the reader back.
  const after = args.after == null ? undefined : cursorPlace(String(args.after));
  const left = after === undefined ? entries : entries.filter((entry) => entry.place > after);
  const rest = repeatsPages && left.length === 0 ? entries : left;
  const page = rest.slice(0, repeatsPages ? 2 : first);
  const values = {
    totalCount: entries.length,
    pageInfo: {
      hasNextPage: repeatsPages || rest.length > first,
      endCursor: page.length === 0 ? null : cursor(page.at(-1)?.place ?? ''),
    },
    nodes: page,
  };
  return pick(values, fields);
}

function inOrder(entries: readonly AllowListEntry[], orderBy: unknown) {
  const { field = 'ALLOW_LIST_VALUE', direction = 'ASC' } = Object(orderBy);
  if (direction !== 'ASC') throw new Refusal('UNPROCESSABLE', 'the simulator orders ascending only');
  const key = (entry: AllowListEntry) => (field === 'CREATED_AT' ? entry.createdAt : entry.allowListValue);
  return entries
    .map((entry) => ({ ...entry, place: `${key(entry)} ${entry.id}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1));
}

function mutate(field: Field, context: Context): unknown {
  const input: Readonly<Record<string, unknown>> = Object(field.args.input);
  const disturbed = context.disturb(field);
  if (disturbed !== null) throw new Refusal(disturbed.type, disturbed.message);
  const id = String(input.ipAllowListEntryId);
  if (field.name === 'createIpAllowListEntry') {
    const list = context.lists.find(({ ownerId }) => ownerId === input.ownerId);
    if (list === undefined) throw noNode(String(input.ownerId));
    const values = valuesOf(input);
    if (context.ignores) return result(field, { id: 'IALE_none', ...values, createdAt: '', updatedAt: '' });
    let entry = list.create(values);
    for (let copies = context.copies(); copies > 1; copies--) entry = list.create(values);
    return result(field, entry);
  }
  for (const list of context.lists) {
    const entry =
      field.name === 'updateIpAllowListEntry'
        ? list.update(id, valuesOf(input))
        : field.name === 'deleteIpAllowListEntry'
          ? context.ignores
            ? list.entries.find((one) => one.id === id)
            : list.delete(id)
          : refuseField(field.name);
    if (entry !== undefined) return result(field, entry);
  }
  throw noNode(id);
}

function valuesOf(input: Readonly<Record<string, unknown>>) {
  const { allowListValue, isActive, name = null } = input;
  if (typeof allowListValue !== 'string' || typeof isActive !== 'boolean')
    throw new Refusal('UNPROCESSABLE', 'allowListValue and isActive are required');
  if (!isAllowListValue(allowListValue))
    throw new Refusal('UNPROCESSABLE', 'Allow list value is not a valid IP address or CIDR notation');
  return { allowListValue, isActive, name: name === null ? null : String(name) };
}

function refuseField(name: string): never {
  throw new Refusal('undefinedField', `Field '${name}' doesn't exist on type 'Mutation'`);
}

function noNode(id: string): Refusal {
  return new Refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}

function result({ fields }: Field, ipAllowListEntry: AllowListEntry) {
  return pick({ ipAllowListEntry, clientMutationId: null }, fields);
}

/** The fields that were asked for, under their keys. */
function pick(value: unknown, fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ key, name, fields: inner }) => {
      const found: unknown = Object(value)[name];
      if (inner.length === 0 || found === null || found === undefined) return [key, found ?? null];
      return [key, Array.isArray(found) ? found.map((one) => pick(one, inner)) : pick(found, inner)];
    }),
  );
}

const cursor = (place: string): string => Buffer.from(`cursor:v2:${place}`).toString('base64');
const cursorPlace = (text: string): string =>
  Buffer.from(text, 'base64').toString().slice('cursor:v2:'.length);
