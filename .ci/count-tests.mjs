// Reads vitest's JSON report: prints how many tests passed and failed, then each that failed, with the reason.
import { readFileSync } from 'node:fs';

const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(numPassedTests, numFailedTests);
for (const file of testResults) {
  if (file.status === 'failed' && file.message) console.log(file.name, file.message.split('\n')[0]);
  for (const test of file.assertionResults)
    if (test.status === 'failed')
      console.log(`${test.fullName}\n    ${test.failureMessages.join('\n').slice(0, 600)}`);
}
