import { type Document, isObject, type Json } from './document.ts';
import { HELD_LOCATION } from './wire.ts';

/** The document as the proxy reads it: a signed address is under the header that carries it past the proxy. */
export function forProxy(document: Document): Json {
  return JSON.parse(JSON.stringify(document), (key, value: Json) => {
    if (key !== 'headers' || !isObject(value) || value.Location === undefined) return value;
    const { Location, ...others } = value;
    return { ...others, [HELD_LOCATION]: Location };
  });
}
