import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from './errors.ts';
import type { Changes } from './github/changes.ts';
import { gitChanges } from './github/git-changes.ts';

const run = promisify(execFile);

/** What a repository usually calls its default branch, from the surest name on. */
const usualBases = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/** Root of the git repository around a directory; the directory itself where there is none. */
export async function repositoryRoot(directory: string): Promise<string> {
  return (await git(directory, 'rev-parse', '--show-toplevel'))?.trim() ?? directory;
}

/** The commit that is checked out; null where there is none. */
export async function commitHere(root: string): Promise<string | null> {
  return (await git(root, 'rev-parse', 'HEAD'))?.trim() ?? null;
}

/**
 * What the working tree changes, uncommitted and untracked files included, since it left `base`; null outside a
 * repository or where it has no default branch to compare with.
 *
 * @throws UserError for a base that does not exist or shares no history
 */
export async function localChanges(root: string, base: string | null): Promise<Changes | null> {
  for (const candidate of base === null ? usualBases : [base]) {
    if (
      (await git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`)) ===
      null
    )
      continue;
    const span = { base: { branch: null, sha: candidate }, head: 'HEAD', from: 'merge-base' as const };
    const found = await gitChanges(root, { ...span, merge: null, pullRequest: null });
    if (!('changes' in found)) throw new UserError(`${candidate} cannot be compared with: ${found.reason}.`);
    const uncommitted = await Promise.all([
      git(root, 'diff', '--no-renames', '--name-only', '-z', 'HEAD', '--'),
      git(root, 'ls-files', '--others', '--exclude-standard', '-z'),
    ]);
    const files = uncommitted.flatMap((list) => (list ?? '').split('\0').filter((path) => path !== ''));
    return { ...found.changes, changedFiles: [...new Set([...found.changes.changedFiles, ...files])] };
  }
  if (base !== null)
    throw new UserError(`There is no commit or branch "${base}" here; fetch it, or name another.`);
  return null;
}

/** Output of a git command; null where it fails. */
async function git(directory: string, ...args: string[]): Promise<string | null> {
  try {
    return (await run('git', args, { cwd: directory, maxBuffer: 256 * 1024 * 1024 })).stdout;
  } catch {
    return null;
  }
}
