import { EXIT } from './exit-code.ts';
import { note } from './output.ts';

/**
 * Sees to it that an output which takes no more ends nothing but itself: what is under way is done to its end. Who reads a pipe and goes
 * has seen enough, as with `| head`; a disk that is full is told of, and is a failure. Called once, at the start.
 */
export function watchOutputs(process: NodeJS.Process): void {
  let isTold = false;
  process.stdout.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : error.name;
    const isNews = !isTold && code !== 'EPIPE';
    isTold = true;
    if (!isNews) return;
    note(
      `standard output: takes no more (${code}), what was printed is cut; where it goes to a file, free some space on its disk and run again`,
    );
    process.once('exit', () => {
      process.exitCode = EXIT.failed;
    });
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => {});
}
