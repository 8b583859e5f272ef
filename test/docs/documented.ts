import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What a page tells a reader to run: a fenced block of it. */
export interface Block {
  readonly page: string;
  readonly language: string;
  /** Position among the page's blocks of that language, from 1. */
  readonly place: number;
  readonly text: string;
}

/** Pages a reader is told to follow, by their path. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Every fenced block of a page that says its language; pictures have none, or `mermaid`. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(ROOT + page, 'utf8');
  const counts = new Map<string, number>();
  return [...text.matchAll(/^( *)```([a-z]+)\n([\s\S]*?)^\1```$/gm)]
    .filter(([, , language]) => language !== 'mermaid')
    .map(([, indent = '', language = '', body = '']) => {
      const place = (counts.get(language) ?? 0) + 1;
      counts.set(language, place);
      const lines = body.split('\n').map((line) => line.slice(indent.length));
      return { page, language, place, text: lines.join('\n').trim() };
    });
}

/** One block; throws where the page has no such block any more. */
export function block(page: string, language: string, place = 1): string {
  const found = blocksOf(page).find((one) => one.language === language && one.place === place);
  if (found === undefined) throw new Error(`${page}: has no ${language} block ${place}`);
  return found.text;
}

/** Commands within sentences, such as `codex-lake status`, by page. */
export function inlineCommands(page: string, program: RegExp): string[] {
  const text = readFileSync(ROOT + page, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...text.matchAll(/`([^`]+)`/g)]
    .map(([, code = '']) => code.replaceAll(/\s*\n\s*/g, ' '))
    .filter((code) => program.test(code));
}
