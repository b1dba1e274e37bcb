import { apiChanges } from './api-changes.ts';
import type { Octokit } from './client.ts';
import type { GithubEvent } from './event.ts';
import { gitChanges } from './git-changes.ts';

/** What a pull request or a push changes. Paths are relative to the repository's root, with `/`. */
export interface Changes {
  /** The merge base of a pull request; the commit before a push. */
  baseCommit: string;
  /** Of a renamed file, both names. */
  changedFiles: readonly string[];
  /** Why the list cannot be trusted to be whole, so that every model counts as changed; null where it is whole. */
  incomplete: string | null;
  /** Content of a file at the base; null where it is not there. */
  fileAtBase(path: string): Promise<string | null>;
}

/** The two commits that are compared. */
export interface Span {
  /** Tried in this order: a branch's tip as it is now, then as the event knew it. */
  base: { branch: string | null; sha: string };
  head: string;
  /** A pull request is compared from the merge base, a push from the very commit before it. */
  from: 'merge-base' | 'base';
  pullRequest: number | null;
}

/** Nothing to compare with: every model counts as changed, and the head's own rules judge. */
export interface NoBase {
  changes: null;
  reason: string;
}

/**
 * What changed: from the clone's own history where that reaches the base, else from GitHub's API.
 *
 * @param directory inside the clone
 * @throws UserError where neither can tell; that would otherwise let a change be judged by its own rules.
 */
export async function changesOf(
  event: GithubEvent,
  directory: string,
  octokit: Octokit | null,
): Promise<{ changes: Changes } | NoBase> {
  const span = spanOf(event);
  if (typeof span === 'string') return { changes: null, reason: span };
  const local = await gitChanges(directory, span);
  if ('changes' in local) return local;
  return apiChanges(octokit, event.repository, span, local.reason);
}

function spanOf(event: GithubEvent): Span | string {
  if (event.kind === 'pull-request') {
    return {
      base: { branch: event.baseRef, sha: event.baseSha },
      head: event.headSha,
      from: 'merge-base',
      pullRequest: event.number,
    };
  }
  if (event.kind === 'push') {
    return event.before === null
      ? `the push made the branch ${event.branch}`
      : since(event.before, event.headCommit);
  }
  return event.base === null ? `the event ${event.name} has no base` : since(event.base, event.headCommit);
}

function since(sha: string, head: string): Span {
  return { base: { branch: null, sha }, head, from: 'base', pullRequest: null };
}
