/** How long a call to AWS may take, milliseconds; by default it may take for ever. */
export const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000 };
