import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Dependable } from 'constructs';

/**
 * Has whoever depends on a role wait for its policy alone. What uses a role refers to it, and waits for it by that; only the policy,
 * which nothing refers to, has to be named as a dependency. By itself the CDK names both.
 */
export function dependByPolicy(role: IRole): void {
  Dependable.implement(role, {
    get dependencyRoots() {
      return [role.node.tryFindChild('DefaultPolicy') ?? role];
    },
  });
}
