import { readFile, writeFile } from 'node:fs/promises';
import { AthenaClient, CreateNamedQueryCommand } from '@aws-sdk/client-athena';
import { CloudFormationClient, ValidateTemplateCommand } from '@aws-sdk/client-cloudformation';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, string>;
}

/** How a resource of a type the local CloudFormation lacks is made through the API of its own service. */
const BY_HAND: Readonly<Record<string, (properties: Record<string, string>) => Promise<unknown>>> = {
  'AWS::Athena::NamedQuery': ({ Name, Description, Database, QueryString, WorkGroup }) =>
    new AthenaClient().send(
      new CreateNamedQueryCommand({ Name, Description, Database, QueryString, WorkGroup }),
    ),
};

/**
 * Takes out of a template what the local CloudFormation does not know, and gives back how to make it all the same, exactly as
 * declared. Throws for a type nobody wrote down how to make.
 */
export async function setAside(
  templateFile: string,
): Promise<{ types: string[]; make: () => Promise<void> }> {
  const template: { Resources: Record<string, Resource> } = JSON.parse(await readFile(templateFile, 'utf8'));
  const types = await unknownTypes(Object.values(template.Resources).map(({ Type }) => Type));
  const aside = Object.entries(template.Resources).filter(([, { Type }]) => types.includes(Type));
  const makers = aside.map(([id, { Type, Properties }]) => {
    const make = BY_HAND[Type];
    if (make === undefined)
      throw new Error(`${id}: the local AWS has no ${Type}, and nobody wrote how to make one`);
    return () => make(Properties);
  });
  for (const [id] of aside) delete template.Resources[id];
  await writeFile(templateFile, JSON.stringify(template));
  return {
    types,
    async make() {
      for (const make of makers) await make();
    },
  };
}

/** Those of the types that the CloudFormation at hand says it does not know. */
async function unknownTypes(types: readonly string[]): Promise<string[]> {
  const Resources = Object.fromEntries([...new Set(types)].map((Type, i) => [`R${i}`, { Type }]));
  try {
    await new CloudFormationClient().send(
      new ValidateTemplateCommand({ TemplateBody: JSON.stringify({ Resources }) }),
    );
    return [];
  } catch (error) {
    const named = /Unrecognized resource types: \[(.*?)\]/.exec(String(error))?.[1];
    if (named === undefined) throw error;
    return named.split(', ');
  }
}
