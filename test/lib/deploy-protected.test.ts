import { describe, expect, it } from 'vitest';
import { deployProtected } from '../../lib/deploy-protected.ts';

/** What is done, in order, to a stack that has this status, by a deployment that ends with this code. */
async function stepsOf(status: string | undefined, code = 0, destroyData = false): Promise<string[]> {
  const steps: string[] = [];
  let now = status;
  await deployProtected({
    given: ['-c', 'config=mine.json'],
    destroyData,
    stack: {
      status: async () => now,
      async protect(on) {
        steps.push(on ? 'protect' : 'unprotect');
      },
    },
    async cdk(given) {
      steps.push(['cdk deploy', ...given].join(' '));
      now = code === 0 ? 'CREATE_COMPLETE' : 'ROLLBACK_COMPLETE';
      return code;
    },
  });
  return steps;
}

const UNPROTECTED = 'cdk deploy -c config=mine.json -c unprotected=true';

describe('a first deployment', () => {
  it('protects the stack when it is there, and not before', async () => {
    expect(await stepsOf(undefined)).toEqual([UNPROTECTED, 'protect']);
  });

  it('leaves one that failed unprotected, so that it can be cleared away', async () => {
    expect(await stepsOf(undefined, 1)).toEqual([UNPROTECTED]);
  });

  it.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'REVIEW_IN_PROGRESS'])(
    'can be tried again after %s, however that was left',
    async (status) => {
      expect(await stepsOf(status)).toEqual(['unprotect', UNPROTECTED, 'protect']);
    },
  );

  it('of a lake whose data is to go with it stays unprotected', async () => {
    expect(await stepsOf(undefined, 0, true)).toEqual([UNPROTECTED]);
  });
});

describe('a later deployment', () => {
  it.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
    'never lifts the protection: %s',
    async (status) => {
      expect(await stepsOf(status)).toEqual(['cdk deploy -c config=mine.json']);
    },
  );
});
