/** Stands in every piece of user content the simulator invents. Whoever finds it downstream has found a leak. */
export const CONTENT_CANARY = 'xyzzy-user-content-canary';

/** Stands in every environment variable's value. */
export const ENV_VAR_CANARY = 'xyzzy-env-var-canary';
