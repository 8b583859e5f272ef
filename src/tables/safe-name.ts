/**
 * Any well-formed text as the name of an object and of a local file, percent-encoded where it is not plain, so that no two texts share a
 * name and `textOfSafeName` (in SQL, `url_decode`) gives the text again. Plain names stay as they are.
 */
export function safeName(text: string): string {
  return encodeURIComponent(text).replace(
    /^\.|[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The text a safe name was made of; a name that is none is its own text. */
export function textOfSafeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
