import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a git command prints, without blanks around it; null where it fails. */
export async function git(directory: string, ...args: string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', args, { cwd: directory })).stdout.trim();
  } catch {
    return null;
  }
}

/** The branch that is merged into: the remote's default, else the one that is checked out. */
export async function defaultBranch(root: string): Promise<string> {
  const remote = await git(root, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  const here = await git(root, 'symbolic-ref', '--short', 'HEAD');
  const named = (remote?.replace(/^origin\//, '') || here) ?? 'main';
  return /^[\w./-]{1,200}$/.test(named) ? named : 'main';
}
