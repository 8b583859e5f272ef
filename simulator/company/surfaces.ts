/** Where Codex was used from, the `client_id` of the API. Cloud surfaces make tasks; the rest edit local files. */
export interface Surface {
  readonly client: string;
  readonly cloud: boolean;
  readonly weight: number;
}

export const MAIN_SURFACES: readonly Surface[] = [
  { client: 'CODEX_CLI', cloud: false, weight: 38 },
  { client: 'CODEX_IDE_VSCODE', cloud: false, weight: 24 },
  { client: 'CODEX_DESKTOP_APP', cloud: false, weight: 9 },
  { client: 'CODEX_IDE_JETBRAINS_INTELLIJ_IDEA', cloud: false, weight: 5 },
  { client: 'CODEX_IDE_JETBRAINS_PYCHARM', cloud: false, weight: 3 },
  { client: 'CODEX_IDE_JETBRAINS_GOLAND', cloud: false, weight: 2 },
  { client: 'CODEX_IDE_XCODE', cloud: false, weight: 2 },
  { client: 'CODEX_WEB', cloud: true, weight: 14 },
  { client: 'CODEX_WORK_WEB', cloud: true, weight: 3 },
];

export const SIDE_SURFACES: readonly Surface[] = [
  { client: 'CODEX_WEB', cloud: true, weight: 26 },
  { client: 'CODEX_GITHUB', cloud: true, weight: 14 },
  { client: 'CODEX_SLACK', cloud: true, weight: 10 },
  { client: 'CODEX_CLI', cloud: false, weight: 18 },
  { client: 'CODEX_CHATGPT_DESKTOP', cloud: false, weight: 8 },
  { client: 'CODEX_CLOUD_GENERAL_AGENT', cloud: true, weight: 5 },
  { client: 'CODEX_WORK_MOBILE', cloud: true, weight: 4 },
  { client: 'CODEX_GITHUB_ACTION', cloud: false, weight: 5 },
  { client: 'CODEX_SDK_TS', cloud: false, weight: 4 },
  { client: 'CODEX_SERVICE_EXEC', cloud: false, weight: 2 },
  { client: 'CODEX_CHROME_EXTENSION_SIDE_PANEL', cloud: false, weight: 2 },
  { client: 'CODEX_UNKNOWN_DEFAULT', cloud: false, weight: 1 },
  { client: 'CODEX_WORK_DESKTOP', cloud: false, weight: 2 },
];

/** What the fault `unknown-client` puts in the place of a known surface: in no published list, as the set is open. */
export const UNHEARD_OF_CLIENT = 'CODEX_HOLOGRAM_PROJECTOR';
