import { afterAll, afterEach } from 'vitest';
import { noteAttack } from './results.ts';

/** Counts the tests of a file, or of a block, that are attacks, and notes how many held; see `noteAttack`. */
export function countAttacks(what: string, isAttack: (name: string) => boolean = () => true): void {
  let [tried, held] = [0, 0];
  afterEach(({ task }) => {
    if (!isAttack(task.name)) return;
    tried++;
    if (task.result?.state !== 'fail') held++;
  });
  afterAll(() => {
    if (tried > 0) noteAttack(what, tried, held);
  });
}
