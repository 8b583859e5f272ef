import { schemaWordsOf } from './schema-words.ts';

/** What a text may be where a definition says so; all else is what somebody may have written. */
export type Form =
  /** An id: letters and digits in groups, with a digit among them. */
  | 'id'
  /** A value of an open set: `ENUM_VALUE`, `enum-value`, `enum.value`. */
  | 'enum'
  | 'time'
  | 'version'
  /** What an amount is in; two that contradict each other stand side by side. */
  | 'unit'
  /** A few digits. */
  | 'count'
  /** A number, truth or time as text, or what some write in its place. */
  | 'number'
  /** What a program calls a thing, a variable or a repository: without space. */
  | 'slug'
  /** What people call a thing; an e-mail in it follows the identity the lake was told. */
  | 'label'
  /** An address of a repository, without query, user or password. */
  | 'address'
  /** A branch every repository may have; other names of branches are words. */
  | 'branch'
  /** An e-mail, and a person's name, which follow the identity the lake was told. */
  | 'email'
  | 'person';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]{16,128}$/i;
const GROUPS = /^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/;
/** An id of a kind, long enough that it need not have a digit. */
const OF_A_KIND =
  /^(?:user|org|proj|task|env|grp|group|acct|conv|msg|req|key|asst|thread|run|file|app|link)[_-][A-Za-z0-9]{20,64}$/;
const LONGEST_ID = 128;

const SHOUTED = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;
const SPOKEN = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const MODEL = /^(?:gpt|codex|chatgpt|o\d|sora|dall|whisper|tts|text|computer)[a-z0-9]*(?:[.-][a-z0-9]+)*$/;
const LONGEST_ENUM = 64;

const E_MAIL = /^[^\s"@<>(),:;]+@[^\s"@<>(),:;]+$/;

const TESTS: Record<Form, (text: string) => boolean> = {
  id: (text) => isKey(text) || (text.length <= LONGEST_ID && /\d/.test(text) && GROUPS.test(text)),
  enum: (text) => text.length <= LONGEST_ENUM && (SHOUTED.test(text) || SPOKEN.test(text)),
  time: (text) =>
    /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?$/.test(text),
  version: (text) =>
    /^v?\d{1,6}(?:\.\d{1,6}){0,4}(?:-?(?:alpha|beta|rc|pre|dev|preview)[.-]?\d{0,6})?$/.test(text),
  unit: (text) => /^[A-Z]{3} [A-Z]{3}$/.test(text) || TESTS.enum(text),
  count: (text) => /^\d{1,9}$/.test(text),
  number: (text) =>
    text.length <= 64 &&
    /^(?:(?=.*\d)[-+0-9.,:_exTZ ]*(?:UTC|GMT)?|true|false|yes|no|null|[-+]?nan|[-+]?inf(?:inity)?|epoch)$/i.test(
      text,
    ),
  slug: (text) => text.length <= 256 && /^[\w.-]+(?:[:/][\w.-]+)*$/.test(text),
  label: (text) => text.length <= 256,
  email: (text) => text.length <= 320 && E_MAIL.test(text),
  address: (text) =>
    text.length <= 512 && /^(?:https?|ssh|git):\/\/[\w.-]+(?::\d+)?(?:\/[\w.~-]+){0,6}\/?$/.test(text),
  branch: (text) => /^(?:main|master|trunk|develop|development|dev|staging|production|head)$/i.test(text),
  person: (text) => text.length <= 256,
};

/** Whether the text is of the form. */
export const isOf = (form: Form, text: string): boolean => TESTS[form](text);

/** Whether the name of a field may be an id itself, in a map by id. */
export function isKey(text: string): boolean {
  return UUID.test(text) || (HEX.test(text) && /\d/.test(text)) || OF_A_KIND.test(text);
}

/** Where nothing but the name tells: the values of an open set are those that shout, models, and words of schemas. */
export function isCommonEnum(text: string): boolean {
  if (text.length > LONGEST_ENUM) return false;
  if (SHOUTED.test(text) || MODEL.test(text)) return true;
  return SPOKEN.test(text) && text.split('.').every((part) => schemaWordsOf(part) !== undefined);
}

const of = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const BY_LAST_WORD: readonly (readonly [Form, ReadonlySet<string>])[] = [
  ['id', of('id ids uuid identifier sha sha1 sha256 hash digest etag checksum fingerprint commit ja3 ja4')],
  [
    'time',
    of(
      'at time timestamp date day after before since until from start started end ended created updated expires expiry expiration',
    ),
  ],
  ['version', of('version versions revision release')],
  ['count', of('limit count total offset size length amount quantity page hour minutes seconds days')],
  [
    'enum',
    of(
      'type types kind status state role roles action result outcome phase tier plan surface client model models speed unit currency severity object privilege visibility platform method mode level effort reasoning criticality decision scope scopes priority operation protocol feature permission permissions',
    ),
  ],
];

/** The form that texts under a name have, by its last word; undefined where they may be anything. */
export function formOfName(name: string): Form | undefined {
  const words = schemaWordsOf(name);
  // An id is one whatever it is the id of.
  if (words === undefined) return /(?:^|[_-])ids?$|[a-z]Ids?$/.test(name) ? 'id' : undefined;
  const last = words.at(-1) ?? '';
  const before = words.at(-2);
  if (last === 'code')
    return before === 'error' || before === 'status' || before === 'reason' ? 'enum' : undefined;
  // CODEX_CLI is a surface.
  if (last === 'id' && before === 'client') return 'enum';
  return BY_LAST_WORD.find(([, words]) => words.has(last))?.[0];
}
