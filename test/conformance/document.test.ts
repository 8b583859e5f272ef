import { describe, expect, it } from 'vitest';
import { LOG_SOURCES } from '../../src/sources/compliance-logs/source.ts';
import { SOURCES } from '../../src/sources/sources.ts';
import { filesOfDocument, isObject, readDocument } from './document.ts';
import { forProxy } from './proxied-document.ts';
import { routeOf, routesOf } from './routes.ts';
import { typesOfLines, validatorOf } from './validate.ts';

const document = readDocument();
const SOURCE = /^(openapi 2\.5\.\d+|official|peer|assumed)$/;

function sourcesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(sourcesIn);
  if (!isObject(value)) return [];
  return [
    ...('x-source' in value ? [value['x-source']] : []),
    ...Object.values(value).flatMap((inner) => sourcesIn(inner)),
  ];
}

describe('the document on upstream', () => {
  it('says of every file, route, parameter, answer and schema who says so', () => {
    for (const [name, file] of filesOfDocument())
      expect([name, file['x-source']]).toEqual([name, expect.anything()]);
    const { parameters, responses, schemas } = document.components as Record<string, Record<string, object>>;
    const named = { ...parameters, ...responses, ...schemas };
    const untold = Object.entries(named).filter(([, one]) => !('x-source' in one));
    expect(untold.map(([name]) => name)).toEqual([]);
    for (const { path, operation } of routesOf(document))
      expect([path, operation['x-source']]).toEqual([path, expect.anything()]);
    const sources = sourcesIn(document);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => !SOURCE.test(String(source)))).toEqual([]);
  });

  it('has every route a source is read from', () => {
    const routes = routesOf(document);
    const missing = SOURCES.flatMap(({ kind, scope, endpoint }) => {
      const path = `/${endpoint.replace('{scope}', scope === 'feed' ? 'chatgpt-agents' : 'some-id')}`;
      return kind === 'log' ? [path, `${path}/some-file`] : [path];
    }).filter((path) => routeOf(routes, path) === undefined);
    expect(missing).toEqual([]);
  });

  it('has a schema for every type of line that is collected', () => {
    const types = typesOfLines(document);
    expect(LOG_SOURCES.map(({ eventType }) => eventType).filter((type) => !types.has(type))).toEqual([]);
  });

  it('has schemas a validator understands', () => {
    const { violations } = validatorOf(document);
    // A line is held to the schema its type leads to.
    for (const name of Object.keys(document.components.schemas).filter((one) => one !== 'logs.Line'))
      expect(() => violations(name, {}), name).not.toThrow();
  });

  it('asks of a download to be sent on, under the header the proxy sees', () => {
    const text = JSON.stringify(forProxy(document));
    expect(text).toMatch(/"x-held-location":\{"required":true/);
    expect(text).not.toMatch(/"Location"/);
  });
});
