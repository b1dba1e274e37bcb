import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Changes, Span } from './changes.ts';
import { type GitAnswer, runGit } from './git.ts';

/** Weights may come over the network. */
const checkOutTimeoutMs = 30 * 60_000;

/** The changes as the local clone's history has them, or why it cannot tell. */
export async function gitChanges(
  directory: string,
  span: Span,
): Promise<{ changes: Changes } | { reason: string }> {
  const git = (...args: string[]) => runGit(directory, args);
  const usable = await git('rev-parse', '--git-dir');
  if (!usable.ok) return { reason: usable.message };
  const wanted = span.merge?.commit ?? span.head;
  const head = await commitOf(git, wanted);
  if (!head) return { reason: `the clone has no commit ${wanted}` };
  const baseCommit = await baseOf(git, span, head);
  if (!baseCommit) return { reason: 'the clone is too shallow to reach the base' };

  // Without detection of renames both names appear, as a deletion and an addition.
  const diff = await git(
    'diff',
    '--no-renames',
    '--no-relative',
    '--name-only',
    '-z',
    baseCommit,
    head,
    '--',
  );
  if (!diff.ok) return { reason: diff.message };
  return {
    changes: {
      baseCommit,
      changedFiles: diff.output.split('\0').filter((path) => path !== ''),
      incomplete: null,
      fileAtBase: (path) => fileAt(git, baseCommit, path),
      checkOutBase: (paths, to) => checkOut(directory, baseCommit, paths, to),
    },
  };
}

type Git = (...args: string[]) => Promise<GitAnswer>;

async function baseOf(git: Git, { base, from }: Span, head: string): Promise<string | null> {
  const known = await commitOf(git, base.sha);
  if (from === 'base') return known;
  // Either may be behind: the event's since the branch moved on, the clone's where a runner keeps it between runs.
  const tracked = base.branch && (await commitOf(git, `refs/remotes/origin/${base.branch}`));
  const tips = [known, tracked].filter((tip) => tip !== null);
  if (tips.length === 0) return null;
  // Of several tips git takes the base with their merge, which is the latest of all.
  const found = await git('merge-base', head, ...tips);
  return found.ok ? found.output.trim() : null;
}

async function commitOf(git: Git, name: string): Promise<string | null> {
  const found = await git('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  return found.ok ? found.output.trim() : null;
}

async function fileAt(git: Git, commit: string, path: string): Promise<string | null> {
  const listed = await git('--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', path);
  if (!listed.ok) throw new UserError(`${path} could not be looked up at ${commit}: ${listed.message}.`);
  const entry = /^(\d{6}) (\w+) ([0-9a-f]+)\t/.exec(listed.output);
  if (!entry) return null;
  const [, mode, type, blob] = entry;
  if (type !== 'blob' || mode === '120000') {
    throw new UserError(`${path} at ${commit} is not a plain file. Make it one: links are not followed.`);
  }
  const content = await git('cat-file', 'blob', blob!);
  if (!content.ok) throw new UserError(`${path} could not be read at ${commit}: ${content.message}.`);
  return content.output;
}

/**
 * The repository itself is left alone: its index, its work tree and its hooks. Filters run, which is how the content of
 * Git LFS gets here.
 */
async function checkOut(
  repository: string,
  commit: string,
  paths: readonly string[] | null,
  directory: string,
): Promise<void> {
  const tree = join(directory, 'tree');
  await mkdir(tree, { recursive: true });
  const found = await runGit(repository, ['rev-parse', '--absolute-git-dir']);
  if (!found.ok) throw new UserError(found.message);
  const git = (...args: string[]) =>
    runGit(
      tree,
      [
        `--git-dir=${found.output.trim()}`,
        `--work-tree=${tree}`,
        '--literal-pathspecs',
        ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.sparseCheckout=false'],
        ...args,
      ],
      { env: { GIT_INDEX_FILE: join(directory, 'index') }, timeoutMs: checkOutTimeoutMs },
    );
  for (const args of [
    ['read-tree', commit],
    ['checkout', '--quiet', '--', ...(paths ?? ['.'])],
  ]) {
    const done = await git(...args);
    if (!done.ok) throw new UserError(done.message);
  }
}
