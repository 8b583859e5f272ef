/** Variable with the days after which the bucket deletes originals; not set where it keeps them. */
export const RAW_DAYS = 'CODEX_LAKE_RAW_DAYS';
