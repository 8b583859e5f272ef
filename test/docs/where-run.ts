/** Where each block of the pages is run as it is written: `here` is `blocks.test.ts`. */
export const WHERE_RUN: Readonly<Record<string, 'here' | 'end to end' | 'gate' | 'views'>> = {
  'README.md sh 1': 'gate',
  'README.md sh 2': 'here',
  'README.md sh 3': 'here',
  'README.md sh 4': 'end to end',
  'CONTRIBUTING.md sh 1': 'gate',
  'docs/allowlists.md sh 1': 'here',
  'docs/allowlists.md sh 2': 'here',
  'docs/allowlists.md json 1': 'here',
  'docs/allowlists.md sql 1': 'here',
  'docs/allowlists.md sql 2': 'here',
  'docs/deploy.md sh 1': 'end to end',
  'docs/deploy.md sql 1': 'end to end',
  'docs/deploy.md sh 2': 'end to end',
  'docs/deploy.md json 1': 'here',
  'docs/deploy.md json 2': 'here',
  'docs/runbook.md json 1': 'here',
  ...Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`docs/questions.md sql ${i + 1}`, 'views' as const]),
  ),
};
