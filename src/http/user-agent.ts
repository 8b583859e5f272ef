/**
 * The version of this project: what `--version` prints and upstream reads in the user agent. Here and not read from package.json, as a
 * bundled function has no such file beside it, and with it in the bundle every script and tool would be deployed. `npm version`
 * writes both, and a test holds them together.
 */
export const VERSION = '0.1.0';

/** How every request of ours names itself. */
export const USER_AGENT = `codex-lake/${VERSION}`;
