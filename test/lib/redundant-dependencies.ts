import type { Resource } from './stack.ts';

/** Dependencies that are named although the resource refers to what it depends on anyhow: cfn-lint's W3005. As `A on B`. */
export function redundantDependencies(resources: Readonly<Record<string, Resource>>): string[] {
  return Object.entries(resources).flatMap(([id, { DependsOn = [], Properties }]) => {
    const referred = references(Properties);
    return [DependsOn]
      .flat()
      .filter((other) => referred.has(other))
      .map((other) => `${id} on ${other}`);
  });
}

/** Logical ids named by Ref, Fn::GetAtt or a placeholder of Fn::Sub. */
function references(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'Ref') found.add(String(inner));
    else if (name === 'Fn::GetAtt') found.add(String([inner].flat()[0]).split('.')[0] ?? '');
    else if (name === 'Fn::Sub')
      for (const [, id = ''] of String([inner].flat()[0]).matchAll(/\$\{(\w+)/g)) found.add(id);
    references(inner, found);
  }
  return found;
}
