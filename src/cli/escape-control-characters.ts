// Control characters, with the escape that starts a terminal's commands; signs that turn the direction of what follows; line
// ends that only some know; signs without a form, which hide text. Joiners and marks that scripts need stay.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text of others as it may stand on a terminal: what would command it, hide or turn round is spelled out, as `\x1b`. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (sign) => SHORT[sign] ?? spelled(sign));
}

/** The same for text of several lines of ours. */
export function visibleLines(text: string): string {
  return text.replaceAll(UNSEEN, (sign) => (sign === '\n' ? sign : (SHORT[sign] ?? spelled(sign))));
}

function spelled(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code > 0xff
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\x${code.toString(16).padStart(2, '0')}`;
}

/** JSON that says the same with none of these raw: its own escapes stand for them. */
export function visibleJson(json: string): string {
  return json.replaceAll(UNSEEN, (sign) =>
    sign === '\n'
      ? sign
      : Array.from(
          { length: sign.length },
          (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, '0')}`,
        ).join(''),
  );
}
