/**
 * Words, people and what is no word, each of its own kind, so that what is found in a lake tells where it came from. Every one is
 * found by its mark, whatever case and escapes it stands in.
 */
export interface Planted {
  /** Where it was planted: the record and the path. */
  readonly at: string;
  readonly mark: string;
}

export interface Garden {
  /** What people wrote, where no definition says what it is; names and e-mails among it. */
  readonly words: readonly Planted[];
  /** Names and e-mails of people, wherever they are planted. */
  readonly people: readonly Planted[];
  /** Ids, enum values, times and versions, as they must be found. */
  readonly kept: readonly Planted[];
  word(at: string): string;
  email(at: string): string;
  name(at: string): string;
  /** An e-mail or name at a path that is known to have one. */
  knownEmail(at: string): string;
  knownName(at: string): string;
  keep<Text extends string>(at: string, text: Text): Text;
  /** An object nobody has described but for the `known` fields, with words as names and values, at any depth. */
  object(at: string, known?: readonly ('name' | 'email')[]): Record<string, unknown>;
}

/** Ways words are written: short, long, of several words, in other letters, with what JSON escapes. */
const WAYS: readonly ((mark: string) => string)[] = [
  (mark) => mark,
  (mark) => `W${mark}`,
  (mark) => mark.toUpperCase(),
  (mark) => `the ${mark} of the third quarter`,
  (mark) =>
    `${mark} is what somebody wrote at length, in more words than any id or value of an enum would ever have`,
  (mark) => `Größe ${mark} 数量 😀`,
  (mark) => `"${mark}"\n\t\\ 100 %`,
  (mark) => `two_${mark}`,
  (mark) => `${mark}-plan`,
  (mark) => `https://plans.example.com/${mark}?for=all`,
];

export function garden(): Garden {
  const words: Planted[] = [];
  const people: Planted[] = [];
  const kept: Planted[] = [];
  const plant = (list: Planted[], kind: string, at: string) => {
    const mark = `${kind}${String(list.length).padStart(4, '0')}q`;
    list.push({ at, mark });
    return mark;
  };
  const word = (at: string) => {
    const mark = plant(words, 'wombat', at);
    return WAYS[words.length % WAYS.length]?.(mark) ?? mark;
  };
  const knownEmail = (at: string) => `${plant(people, 'ottilie', at)}@corp.example`;
  const knownName = (at: string) => `Ottilie ${plant(people, 'Vogelsang', at)}`;
  const alsoWord = (of: (at: string) => string) => (at: string) => {
    const text = of(at);
    words.push({ at, mark: people.at(-1)?.mark ?? '' });
    return text;
  };
  const email = alsoWord(knownEmail);
  const name = alsoWord(knownName);
  return {
    words,
    people,
    kept,
    word,
    email,
    name,
    knownEmail,
    knownName,
    keep(at, text) {
      kept.push({ at, mark: text });
      return text;
    },
    object: (at, known = []) => ({
      [word(`${at}: a name`)]: word(`${at}: under a word`),
      title: word(`${at}.title`),
      name: (known.includes('name') ? knownName : name)(`${at}.name`),
      email: (known.includes('email') ? knownEmail : email)(`${at}.email`),
      status: word(`${at}.status`).replace(/^[A-Z]+\d+Q$/, '$& again'),
      user_id: `${word(`${at}.user_id`)} and more`,
      created_at: word(`${at}.created_at`),
      notes: [word(`${at}.notes[]`), [word(`${at}.notes[][]`), { text: word(`${at}.notes[][].text`) }], 5],
      shared_with: [email(`${at}.shared_with[]`), `to ${name(`${at}.shared_with[] within`)}, by mail`],
      properties: {
        [email(`${at}.properties: a name`)]: {
          [word(`${at}.properties.*: a name`)]: 1.5,
          nothing: null,
          yes: true,
        },
      },
    }),
  };
}
