/** A setting is missing or wrong: fatal, to be fixed by who set it. Never holds the value of a key. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
