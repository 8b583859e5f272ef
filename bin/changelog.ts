/** A part of CHANGELOG.md: `## Unreleased`, or `## 0.2.0, 2026-12-01`. */
export interface Release {
  /** `Unreleased`, or a version. */
  readonly name: string;
  /** What changed, in Markdown; empty when nothing did. */
  readonly notes: string;
}

const HEADING = /^## (\S+?)(?:, (\d{4}-\d\d-\d\d))?$/;
const VERSION = /^\d+\.\d+\.\d+$/;

/** The releases of a changelog, in its order. Throws when a heading is none. */
export function releasesOf(changelog: string): Release[] {
  const [, ...parts] = `\n${changelog}`.split(/\n(?=## )/);
  return parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const [, name = '', date] = HEADING.exec(heading) ?? [];
    if (name !== 'Unreleased' && (!VERSION.test(name) || date === undefined))
      throw new Error(
        `CHANGELOG.md: the heading "${heading}" is none; allowed are "## Unreleased" and such as "## 0.2.0, 2026-12-01"`,
      );
    return { name, notes: lines.join('\n').trim() };
  });
}

/** The notes of one release. Throws when it is not there, or has none. */
export function notesOf(changelog: string, version: string): string {
  const releases = releasesOf(changelog);
  const release = releases.find(({ name }) => name === version);
  const names = releases.map(({ name }) => name).join(', ');
  if (release === undefined)
    throw new Error(`CHANGELOG.md: has no section "${version}"; it has ${names || 'none'}`);
  if (release.notes === '')
    throw new Error(`CHANGELOG.md: its section "${version}" is empty; say what changes for data users`);
  return release.notes;
}

/** The changelog with what is unreleased as a release of that day (`YYYY-MM-DD`). Throws when nothing is, or the version is there. */
export function withRelease(changelog: string, version: string, day: string): string {
  if (!VERSION.test(version)) throw new Error(`version "${version}": is none; allowed are such as 0.2.0`);
  if (releasesOf(changelog).some(({ name }) => name === version))
    throw new Error(`CHANGELOG.md: has a section "${version}" already; choose the next version`);
  notesOf(changelog, 'Unreleased');
  return changelog.replace('## Unreleased\n', `## Unreleased\n\n## ${version}, ${day}\n`);
}
