import type { Question } from '../questions.ts';
import { GENERATED, markdownTable } from './markdown.ts';

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Rows of a sample answer that are shown. */
const SHOWN = 5;

/** The saved queries as a Markdown page, each with what the demo company's lake answers. */
export function questionsPage(
  questions: readonly Question[],
  answerOf: (question: Question) => Answer,
): string {
  return `# Twenty questions

${GENERATED}

The queries people ask first. They are saved in Athena's workgroup, run unchanged with \`npx codex-lake query\`, and start from the
views of the [data dictionary](data-dictionary.md). The answers are those of an invented company of forty people: make it with
\`npx codex-lake demo --people 40 --now 2026-11-20T09:30:00Z\`. With several workspaces, add \`workspace_id\`.

${questions.map(({ name, question }, at) => `${at + 1}. [${question}](#${name})`).join('\n')}

${withoutPeople(questions.map((question) => section(question, answerOf(question))).join('\n\n'))}
`;
}

/** E-mails as numbers, in the order they appear: what they are does not matter here. */
function withoutPeople(text: string): string {
  const seen: string[] = [];
  return text.replaceAll(/[\w.+-]+@example\.\w+/g, (email) => {
    if (!seen.includes(email)) seen.push(email);
    return `person ${seen.indexOf(email) + 1}`;
  });
}

function section({ name, question, look, sql }: Question, { columns, rows }: Answer): string {
  const shown = rows.slice(0, SHOWN).map((row) => columns.map((column) => row[column]));
  const more = rows.length > SHOWN ? `\n\n… and ${rows.length - SHOWN} more rows.` : '';
  return `## ${name}

**${question}** ${look}

\`\`\`sql
${sql}
\`\`\`

${markdownTable(columns, shown)}${more}`;
}
