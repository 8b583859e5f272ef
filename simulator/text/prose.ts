import type { Random } from '../random.ts';
import { CONTENT_CANARY } from './canary.ts';
import { VOCABULARY } from './vocabulary.ts';

const WORDS = VOCABULARY.length;
// With their spaces, to halve the joints in the text.
const SPACED = VOCABULARY.map((word) => ` ${word}`);

/**
 * About `length` characters of programmer's talk, with the content canary at the start and here and there a
 * character that is longer in bytes than in letters. Squaring the draw
 * prefers common words, which gives the text an entropy near that of real prompts.
 *
 * `lineBreak` is `\n` for plain text; pass the two characters `\\n` when the text goes into JSON unescaped.
 */
export function prose(random: Random, length: number, lineBreak = '\n'): string {
  let text = random.next() < 0.02 ? `${CONTENT_CANARY} größer → 日本語 🚀` : CONTENT_CANARY;
  let wordsLeft = 6;
  while (text.length < length) {
    const draw = random.next();
    text += SPACED[Math.floor(draw * draw * WORDS)];
    if (--wordsLeft === 0) {
      wordsLeft = 5 + (Math.floor(draw * 4096) % 11);
      text += wordsLeft > 11 ? `.${lineBreak}` : wordsLeft > 8 ? ':' : ',';
    }
  }
  return text;
}
