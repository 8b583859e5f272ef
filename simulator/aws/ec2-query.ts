import { AwsError } from './aws-error.ts';
import type { PrefixList, PrefixLists } from './prefix-lists.ts';

const DEFAULT_PAGE = 100;

/** Carries out an action of the EC2 Query protocol: parameters in a form, the answer as XML. */
export function ec2Action(form: URLSearchParams, lists: PrefixLists): string {
  const action = form.get('Action') ?? '';
  if (action === 'DescribeManagedPrefixLists') {
    const found = lists.describe(numbered(form, 'PrefixListId'));
    return response(action, page(form, found, 'prefixListSet', describe));
  }
  if (action === 'GetManagedPrefixListEntries') {
    const entries = lists.entries(form.get('PrefixListId') ?? '', number(form, 'TargetVersion'));
    return response(
      action,
      page(
        form,
        entries,
        'entrySet',
        ({ cidr, description }) => tag('cidr', cidr) + tag('description', description),
        lists.repeatsPages,
      ),
    );
  }
  if (action === 'ModifyManagedPrefixList') {
    const descriptions = numbered(form, 'AddEntry', 'Description');
    const list = lists.modify({
      id: form.get('PrefixListId') ?? '',
      currentVersion: number(form, 'CurrentVersion'),
      add: numbered(form, 'AddEntry', 'Cidr').map((cidr, i) => ({
        cidr,
        description: descriptions[i] ?? '',
      })),
      remove: numbered(form, 'RemoveEntry', 'Cidr'),
      maxEntries: number(form, 'MaxEntries'),
    });
    return response(action, `<prefixList>${describe(list)}</prefixList>`);
  }
  throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
}

export function ec2Error({ code, message }: AwsError): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error>${tag('Code', code)}${tag('Message', message)}</Error></Errors>${tag('RequestID', REQUEST_ID)}</Response>`;
}

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

function describe({ id, name, family, maxEntries, version, state, stateMessage }: PrefixList): string {
  return [
    tag('prefixListId', id),
    tag('addressFamily', family),
    tag('state', state),
    stateMessage === '' ? '' : tag('stateMessage', stateMessage),
    tag('prefixListArn', `arn:aws:ec2:us-east-1:000000000000:prefix-list/${id}`),
    tag('prefixListName', name),
    tag('maxEntries', String(maxEntries)),
    tag('version', String(version)),
    tag('ownerId', '000000000000'),
  ].join('');
}

function response(action: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${tag('requestId', REQUEST_ID)}${inner}</${action}Response>`;
}

function page<T>(
  form: URLSearchParams,
  all: readonly T[],
  name: string,
  item: (one: T) => string,
  repeats = false,
): string {
  // A token says how many were given so far: where pages repeat, it is a new one each time.
  const given = Number(form.get('NextToken') ?? 0);
  const start = repeats ? 0 : given;
  const end = start + (number(form, 'MaxResults') ?? DEFAULT_PAGE);
  const items = all.slice(start, end).map((one) => `<item>${item(one)}</item>`);
  const next = repeats
    ? tag('nextToken', String(given + items.length + 1))
    : end < all.length
      ? tag('nextToken', String(end))
      : '';
  return `<${name}>${items.join('')}</${name}>${next}`;
}

/** Values of `Name.1`, `Name.2` and so on; or of `Name.1.Field`, where the field may be left out. */
function numbered(form: URLSearchParams, name: string, field?: string): string[] {
  const found: string[] = [];
  const has = (n: number) =>
    [...form.keys()].some((key) => key === `${name}.${n}` || key.startsWith(`${name}.${n}.`));
  for (let n = 1; has(n); n++)
    found.push(form.get(field === undefined ? `${name}.${n}` : `${name}.${n}.${field}`) ?? '');
  return found;
}

function number(form: URLSearchParams, name: string): number | undefined {
  const text = form.get(name);
  return text === null ? undefined : Number(text);
}

function tag(name: string, text: string): string {
  return `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
}
