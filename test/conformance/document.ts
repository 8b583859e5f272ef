import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';

const FOLDER = new URL('../../docs/openapi/', import.meta.url);
const ROOT_FILE = 'upstream.yaml';

const Json = z.json();
export type Json = z.infer<typeof Json>;
export type Schema = { readonly [keyword: string]: Json };

const Root = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Json)),
  components: z.looseObject({ schemas: z.record(z.string(), z.record(z.string(), Json)) }),
});

/** The document on upstream as one: each file's schemas under `file.Name`, every reference within it. */
export type Document = z.infer<typeof Root>;

/** Each file as it stands, by its name. */
export function filesOfDocument(): Map<string, Schema> {
  const names = readdirSync(fileURLToPath(FOLDER)).filter((name) => name.endsWith('.yaml'));
  return new Map(
    names.map((name) => [
      name,
      z.record(z.string(), Json).parse(parse(readFileSync(new URL(name, FOLDER), 'utf8'))),
    ]),
  );
}

/** Throws where a reference leads nowhere. */
export function readDocument(): Document {
  const files = filesOfDocument();
  const root = Root.parse(within(ROOT_FILE, files.get(ROOT_FILE) ?? {}));
  const schemas: Record<string, Schema> = { ...root.components.schemas };
  for (const [file, content] of files) {
    if (file === ROOT_FILE) continue;
    for (const [name, schema] of Object.entries(content)) {
      if (name !== 'x-source') schemas[bundledName(file, name)] = asSchema(within(file, schema));
    }
  }
  const document = { ...root, components: { ...root.components, schemas } };
  for (const pointer of pointersIn(document)) at(document, pointer);
  return document;
}

export function schemaNamed(document: Document, name: string): Schema {
  return at(document, `#/components/schemas/${name}`);
}

/** What stands at a reference of the document; throws where nothing does. */
export function at(document: Document, pointer: string): Schema {
  const found = pointer
    .replace(/^#\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), document);
  if (!isObject(found)) throw new Error(`docs/openapi: nothing is at ${pointer}`);
  return found;
}

export function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asSchema(value: Json): Schema {
  if (!isObject(value)) throw new Error('docs/openapi: a schema is an object');
  return value;
}

const bundledName = (file: string, name: string) => `${file.replace(/\.yaml$/, '')}.${name}`;

/** With references to files made references to what has their schemas here. */
function within(file: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => within(file, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' ? reference(file, inner) : within(file, inner),
    ]),
  );
}

function reference(file: string, text: string): string {
  const [, target = '', name = ''] = /^([\w-]+\.yaml)?#\/(\w+)$/.exec(text) ?? [];
  if (name === '') return text;
  return `#/components/schemas/${bundledName(target === '' ? file : target, name)}`;
}

function pointersIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(pointersIn);
  if (typeof value === 'string') return value.startsWith('#/') ? [value] : [];
  return isObject(value) ? Object.values(value).flatMap(pointersIn) : [];
}
