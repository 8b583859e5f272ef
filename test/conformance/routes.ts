import { at, type Document, isObject, type Schema } from './document.ts';

/** What the document says of a route. */
export interface Route {
  /** Below the base of the server, with names for its variable parts. */
  readonly path: string;
  readonly operation: Schema;
  /** Types of content by status; none where an answer has no body. */
  readonly types: ReadonlyMap<number, readonly string[]>;
}

export function routesOf(document: Document): Route[] {
  return Object.entries(document.paths).flatMap(([path, { get: operation }]) => {
    if (!isObject(operation) || !isObject(operation.responses)) return [];
    const types = Object.entries(operation.responses).map(([status, response]) => {
      const { content } = resolved(document, response);
      return [Number(status), isObject(content) ? Object.keys(content) : []] as const;
    });
    return [{ path, operation, types: new Map(types) }];
  });
}

/** The route a path (without query) is one of. */
export function routeOf(routes: readonly Route[], path: string): Route | undefined {
  return routes.find((route) =>
    new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

function resolved(document: Document, value: unknown): Schema {
  if (!isObject(value)) return {};
  return typeof value.$ref === 'string' ? at(document, value.$ref) : value;
}
