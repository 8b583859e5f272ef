/** Days before the age a company allows its keys from which somebody is reminded. */
export const KEY_REMINDER_DAYS = 14;

/** Variable with the days a key may be old, for the function that looks at them. */
export const KEY_LIMIT_DAYS = 'CODEX_LAKE_KEY_LIMIT_DAYS';
