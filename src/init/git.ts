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

/** The branch that is merged into: the remote's default, else one that is called so, else the one that is checked out. */
export async function defaultBranch(root: string): Promise<string> {
  const remote = await git(root, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
  const usual = ['main', 'master'].map(async (name) => {
    const refs = [`refs/remotes/origin/${name}`, `refs/heads/${name}`];
    const found = await Promise.all(refs.map((ref) => git(root, 'show-ref', '--verify', ref)));
    return found.some((ref) => ref !== null) ? name : null;
  });
  const here = async () => git(root, 'symbolic-ref', '--short', 'HEAD');
  const called = (await Promise.all(usual)).find((name) => name !== null);
  const named = remote?.replace(/^origin\//, '') || called || (await here()) || 'main';
  return /^[\w./-]{1,200}$/.test(named) ? named : 'main';
}
