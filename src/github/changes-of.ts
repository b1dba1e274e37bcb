import { UserError } from '../errors.ts';
import { apiChanges } from './api-changes.ts';
import type { Changes, NoBase, Span } from './changes.ts';
import type { TestMerge } from './checked-out.ts';
import type { Octokit } from './client.ts';
import type { GithubEvent, WorkflowRunEvent } from './event.ts';
import { gitChanges } from './git-changes.ts';

/**
 * What changed: from the clone's own history where that reaches the base, else from GitHub's API.
 *
 * @param directory inside the clone
 * @param merge what is checked out in place of a pull request's head
 * @throws UserError where neither can tell; that would otherwise let a change be judged by its own rules.
 */
export async function changesOf(
  event: GithubEvent,
  directory: string,
  octokit: Octokit | null,
  merge: TestMerge | null = null,
): Promise<{ changes: Changes } | NoBase> {
  if (event.kind === 'workflow-run') {
    throw new UserError(
      'Under workflow_run this would measure the default branch, and never what the run before it measured. ' +
        'Use the part cegi-action/report there (docs/parts.md).',
    );
  }
  const span = spanOf(event, merge);
  if (typeof span === 'string') return { changes: null, reason: span };
  const local = await gitChanges(directory, span);
  if ('changes' in local) return local;
  return apiChanges(octokit, event.repository, span, local.reason);
}

function spanOf(event: Exclude<GithubEvent, WorkflowRunEvent>, merge: TestMerge | null): Span | string {
  if (event.kind === 'pull-request' && merge) {
    const base = { branch: null, sha: merge.onto };
    return { base, head: event.headSha, merge, from: 'base', pullRequest: event.number };
  }
  if (event.kind === 'pull-request') {
    return {
      base: { branch: event.baseRef, sha: event.baseSha },
      head: event.headSha,
      merge: null,
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
  return { base: { branch: null, sha }, head, merge: null, from: 'base', pullRequest: null };
}
