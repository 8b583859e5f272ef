import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { at, type Document, isObject, schemaNamed } from './document.ts';

/** What a value does against its schema: the keyword, and where, with `*` for every index. */
interface Violation {
  readonly keyword: string;
  readonly path: string;
}

export interface Validator {
  /** Of a value against a schema by its name; none when it is valid. */
  violations(schema: string, value: unknown): readonly Violation[];
  /** Of a log file's line, by its type. */
  lineViolations(line: unknown): readonly Violation[];
}

export function validatorOf(document: Document): Validator {
  const ajv = new Ajv2020({ strict: false, discriminator: true, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'upstream', components: document.components });
  const types = typesOfLines(document);

  function violations(schema: string, value: unknown): Violation[] {
    const reference = `upstream#/components/schemas/${schema}`;
    const validate = ajv.getSchema(reference);
    if (validate === undefined) throw new Error(`docs/openapi: no schema ${schema}`);
    return validate(value) ? [] : (validate.errors ?? []).map(violationOf);
  }
  return {
    violations,
    lineViolations(line) {
      const type = isObject(line) && typeof line.type === 'string' ? line.type : '';
      return violations(types.get(type) ?? 'events.Envelope', line);
    },
  };
}

/** The name of the schema of each type of line. */
export function typesOfLines(document: Document): Map<string, string> {
  const { mapping } = Object(schemaNamed(document, 'logs.Line').discriminator);
  return new Map(
    Object.entries(mapping ?? {}).map(([type, pointer]) => {
      at(document, String(pointer));
      return [type, String(pointer).replace('#/components/schemas/', '')];
    }),
  );
}

const violationOf = ({ keyword, instancePath, params }: ErrorObject): Violation => ({
  keyword,
  path: `${instancePath}${keyword === 'required' ? `/${params.missingProperty}` : ''}`.replaceAll(
    /\/\d+/g,
    '/*',
  ),
});
