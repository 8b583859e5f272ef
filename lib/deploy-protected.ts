/** The stack as CloudFormation has it. */
interface DeployedStack {
  /** Its status, such as `CREATE_COMPLETE`; undefined when there is none. */
  status(): Promise<string | undefined>;
  /** Sets whether it may be deleted. */
  protect(on: boolean): Promise<void>;
}

export interface ProtectedDeployment {
  readonly stack: DeployedStack;
  /** Runs `cdk deploy` with these arguments, and gives back its exit code. */
  readonly cdk: (given: readonly string[]) => Promise<number>;
  /** What was given to the deployment. */
  readonly given: readonly string[];
  /** Whether the data is to go with the stack, so that it stays unprotected. */
  readonly destroyData: boolean;
}

/** States in which a first deployment never succeeded: the CDK deletes such a stack before it tries again. */
const NEVER_MADE = new Set([
  undefined,
  'REVIEW_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_FAILED',
]);

/**
 * Deploys, and protects the stack from deletion once it is there. By itself the CDK protects it before anything is made, and
 * then cannot clear away a first try that failed. Returns the exit code of the CDK.
 */
export async function deployProtected({
  stack,
  cdk,
  given,
  destroyData,
}: ProtectedDeployment): Promise<number> {
  const status = await stack.status();
  const isFirst = NEVER_MADE.has(status);
  if (isFirst && status !== undefined) await stack.protect(false);
  const code = await cdk(isFirst ? [...given, '-c', 'unprotected=true'] : given);
  if (code === 0 && isFirst && !destroyData && (await stack.status()) !== undefined)
    await stack.protect(true);
  return code;
}
