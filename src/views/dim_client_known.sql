-- Which client ids are sorted to a surface: the list dim_client adds the unknown ones to.
-- grain: one row per client id that was known when this view was written
-- column client_id string: Client as upstream names it.
-- column surface string: CLI, IDE, Desktop, Web and cloud, GitHub, Slack, SDK or Other.
-- column client string: Name for people.
SELECT client_id, surface, client
FROM (
  VALUES
    ('CODEX_CLI', 'CLI', 'Codex CLI'),
    ('CODEX_IDE_VSCODE', 'IDE', 'VS Code'),
    ('CODEX_IDE_XCODE', 'IDE', 'Xcode'),
    ('CODEX_IDE_JETBRAINS_INTELLIJ_IDEA', 'IDE', 'IntelliJ IDEA'),
    ('CODEX_IDE_JETBRAINS_INTELLIJ_IDEA_COMMUNITY_EDITION', 'IDE', 'IntelliJ IDEA Community'),
    ('CODEX_IDE_JETBRAINS_INTELLIJ_IDEA_EDUCATIONAL_EDITION', 'IDE', 'IntelliJ IDEA Edu'),
    ('CODEX_IDE_JETBRAINS_RUBYMINE', 'IDE', 'RubyMine'),
    ('CODEX_IDE_JETBRAINS_PYCHARM', 'IDE', 'PyCharm'),
    ('CODEX_IDE_JETBRAINS_PYCHARM_COMMUNITY_EDITION', 'IDE', 'PyCharm Community'),
    ('CODEX_IDE_JETBRAINS_PYCHARM_EDUCATIONAL_EDITION', 'IDE', 'PyCharm Edu'),
    ('CODEX_IDE_JETBRAINS_DATASPELL', 'IDE', 'DataSpell'),
    ('CODEX_IDE_JETBRAINS_PHPSTORM', 'IDE', 'PhpStorm'),
    ('CODEX_IDE_JETBRAINS_WEBSTORM', 'IDE', 'WebStorm'),
    ('CODEX_IDE_JETBRAINS_APPCODE', 'IDE', 'AppCode'),
    ('CODEX_IDE_JETBRAINS_CLION', 'IDE', 'CLion'),
    ('CODEX_IDE_JETBRAINS_DATAGRIP', 'IDE', 'DataGrip'),
    ('CODEX_IDE_JETBRAINS_RIDER', 'IDE', 'Rider'),
    ('CODEX_IDE_JETBRAINS_GOLAND', 'IDE', 'GoLand'),
    ('CODEX_IDE_JETBRAINS_ANDROID_STUDIO', 'IDE', 'Android Studio'),
    ('CODEX_IDE_JETBRAINS_CLIENT', 'IDE', 'JetBrains Client'),
    ('CODEX_IDE_JETBRAINS_GATEWAY', 'IDE', 'JetBrains Gateway'),
    ('CODEX_IDE_JETBRAINS_FLEET_BACKEND', 'IDE', 'Fleet'),
    ('CODEX_IDE_JETBRAINS_AQUA', 'IDE', 'Aqua'),
    ('CODEX_IDE_JETBRAINS_RUSTROVER', 'IDE', 'RustRover'),
    ('CODEX_IDE_JETBRAINS_WRITERSIDE', 'IDE', 'Writerside'),
    ('CODEX_IDE_JETBRAINS_GITCLIENT', 'IDE', 'JetBrains Git client'),
    ('CODEX_IDE_JETBRAINS_MPS', 'IDE', 'MPS'),
    ('CODEX_DESKTOP_APP', 'Desktop', 'Codex desktop app'),
    ('CODEX_CHATGPT_DESKTOP', 'Desktop', 'ChatGPT desktop app'),
    ('CODEX_WORK_DESKTOP', 'Desktop', 'Work desktop app'),
    ('CODEX_WEB', 'Web and cloud', 'Codex web'),
    ('CODEX_WORK_WEB', 'Web and cloud', 'Work web'),
    ('CODEX_WORK_MOBILE', 'Web and cloud', 'Work mobile'),
    ('CODEX_CLOUD_GENERAL_AGENT', 'Web and cloud', 'Cloud general agent'),
    ('CODEX_CHROME_EXTENSION_SIDE_PANEL', 'Web and cloud', 'Chrome side panel'),
    ('CODEX_ATLAS', 'Web and cloud', 'Atlas'),
    ('CODEX_GITHUB', 'GitHub', 'GitHub'),
    ('CODEX_GITHUB_ACTION', 'GitHub', 'GitHub Action'),
    ('CODEX_SLACK', 'Slack', 'Slack'),
    ('CODEX_SDK_TS', 'SDK', 'TypeScript SDK'),
    ('CODEX_SERVICE_EXEC', 'SDK', 'Service exec'),
    ('CODEX_FLORA', 'Other', 'Flora'),
    ('CODEX_UNKNOWN_DEFAULT', 'Other', 'Unknown to upstream')
) AS known (client_id, surface, client)
