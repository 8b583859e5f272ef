import * as z from 'zod';
import { openStore } from '../lake/store/open-store.ts';
import { sha256OfBytes } from '../lake/store/sha256.ts';
import { ConfigurationError } from './configuration-error.ts';
import { SETTINGS_OBJECT } from './settings-object.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const Texts = z.record(z.string(), z.string());
const TODO = 'deploy again (npm run deploy), and see who may read and change the assets of the CDK';

/**
 * The variables, and with them those kept in the object they name, if any. Throws `ConfigurationError` where that is not there, may not
 * be read, or is not what was deployed.
 */
export async function withSettingsObject(environment: Environment): Promise<Environment> {
  const location = environment[SETTINGS_OBJECT.location];
  if (location === undefined) return environment;
  const bytes = await bytesOf(location);
  if (sha256OfBytes(bytes) !== environment[SETTINGS_OBJECT.sha256])
    throw new ConfigurationError(`settings in ${location}: not what was deployed; ${TODO}`);
  const made = Object.entries(Texts.parse(JSON.parse(environment[SETTINGS_OBJECT.made] ?? '{}')));
  const kept = Object.entries(Texts.parse(JSON.parse(Buffer.from(bytes).toString()))).map(
    ([variable, text]) => [
      variable,
      made.reduce((so, [mark, value]) => so.replaceAll(mark, () => value), text),
    ],
  );
  return { ...Object.fromEntries(kept), ...environment };
}

async function bytesOf(location: string): Promise<Uint8Array> {
  const slash = location.lastIndexOf('/');
  const store = await openStore(location.slice(0, slash));
  const bytes = await store.read(location.slice(slash + 1)).catch((error: unknown) => {
    throw new ConfigurationError(`settings in ${location}: cannot be read; ${TODO}`, { cause: error });
  });
  if (bytes === undefined) throw new ConfigurationError(`settings in ${location}: not there; ${TODO}`);
  return bytes;
}
