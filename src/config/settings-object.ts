/** Variables by which a function is told of settings that are too long for its environment, and are kept in an object instead. */
export const SETTINGS_OBJECT = {
  /** Where it is: `s3://bucket/key`. It holds variables and their values as one JSON object. */
  location: 'CODEX_LAKE_SETTINGS',
  /** SHA-256 of its bytes, in hex. */
  sha256: 'CODEX_LAKE_SETTINGS_SHA256',
  /** What the deployment alone knows, as JSON: values by the marks that stand for them in the object. */
  made: 'CODEX_LAKE_SETTINGS_MADE',
} as const;
