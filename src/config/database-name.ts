/** What a stack's database is called: `CodexLake` is `codex_lake` to analysts. */
export function databaseName(stackName: string): string {
  return stackName
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}
