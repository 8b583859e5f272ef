import { execFileSync } from 'node:child_process';
import type { Changes } from './plan.ts';

/** Asks git about the repository a folder is in; what git cannot tell, as in a copy without history, is undefined. */
export class Repository {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  head(): string | undefined {
    return this.#git('rev-parse', 'HEAD');
  }

  /** Whether files differ from HEAD, but for some. */
  isChanged(except: string): boolean {
    return this.#git('status', '--porcelain', '--untracked-files=no', '--', '.', `:!${except}`) !== '';
  }

  /** How many commits led to HEAD: another number for each commit, and the same for all who have it. */
  commits(): number | undefined {
    const count = this.#git('rev-list', '--count', 'HEAD');
    return count === undefined ? undefined : Number(count);
  }

  /**
   * Where the work at hand began: what `asked` names, else where HEAD left origin/main; undefined when HEAD is on it, or when
   * there is none.
   */
  base(asked: string | undefined): string | undefined {
    if (asked !== undefined) {
      const base = this.#git('merge-base', 'HEAD', asked);
      if (base === undefined)
        throw new Error(`CI_BASE=${asked}: git knows no such commit that HEAD came from`);
      return base;
    }
    const base = this.#git('merge-base', 'HEAD', 'origin/main');
    return base === this.head() ? undefined : base;
  }

  /** Files that differ from a commit, those not committed yet and those git does not know yet too. */
  changesSince(commit: string | undefined): Changes {
    if (commit === undefined) return { unknown: 'no run of all of it is recorded to compare with' };
    const since = commit.slice(0, 10);
    const changed = this.#git('diff', '--name-only', '--no-renames', commit);
    const added = this.#git('ls-files', '--others', '--exclude-standard');
    if (changed === undefined || added === undefined)
      return { unknown: `git has no commit ${since} to compare with` };
    return { since, files: `${changed}\n${added}`.split('\n').filter(Boolean).sort() };
  }

  #git(...args: readonly string[]): string | undefined {
    try {
      return execFileSync('git', args, {
        cwd: this.#folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    } catch {
      return undefined;
    }
  }
}
