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

type Resources = Readonly<Record<string, Resource>>;

/** Takes out of a template what the local CloudFormation does not know. Throws for a type nobody wrote down how to make. */
export async function setAside(templateFile: string): Promise<void> {
  const template: { Resources: Record<string, Resource> } = JSON.parse(await readFile(templateFile, 'utf8'));
  const types = await unknownTypes(Object.values(template.Resources).map(({ Type }) => Type));
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    if (!types.includes(Type)) continue;
    if (BY_HAND[Type] === undefined)
      throw new Error(`${id}: the local AWS has no ${Type}, and nobody wrote how to make one`);
    delete template.Resources[id];
  }
  await writeFile(templateFile, JSON.stringify(template));
}

/** Makes what stands in one template and was taken out of the other, exactly as declared; gives back the types. */
export async function makeByHand(asSynthesized: string, deployed: string): Promise<string[]> {
  const [all, there] = await Promise.all([asSynthesized, deployed].map(resourcesOf));
  const aside = Object.entries(all ?? {}).filter(([id]) => there?.[id] === undefined);
  for (const [, { Type, Properties }] of aside) await BY_HAND[Type]?.(Properties);
  return [...new Set(aside.map(([, { Type }]) => Type))];
}

async function resourcesOf(file: string): Promise<Resources> {
  const template: { Resources: Resources } = JSON.parse(await readFile(file, 'utf8'));
  return template.Resources;
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
