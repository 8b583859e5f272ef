import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerEntries } from './view.ts';

/** A question people ask on a Monday morning, with the SQL that answers it, on Athena and on DuckDB. */
export interface Question {
  /** Of the file, such as `weekly_active_users`. */
  readonly name: string;
  readonly question: string;
  /** What to look at in the answer, and what it does not say. */
  readonly look: string;
  readonly sql: string;
}

/** The saved queries, in the order of the folder. For what has the files at hand, as VIEWS. */
export const QUESTIONS: readonly Question[] = readQuestions(join(import.meta.dirname, 'questions'));

function readQuestions(folder: string): Question[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) =>
      parseQuestion(file.replace(/^\d+_|\.sql$/g, ''), readFileSync(join(folder, file), 'utf8')),
    );
}

function parseQuestion(name: string, text: string): Question {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  const [question = '', look = ''] = headerEntries(lines.slice(0, end));
  if (!question.endsWith('?') || !look.startsWith('look: '))
    throw new Error(`question ${name}: its header is not a question and then "look: …"`);
  return { name, question, look: look.slice('look: '.length), sql: lines.slice(end).join('\n').trim() };
}
