import type { Octokit } from './client.ts';
import { failureOf } from './failure.ts';
import type { PullRequestPlace } from './overrides.ts';

/** The head of a pull request as it is now. */
export interface Head {
  commit: string;
  branch: string;
  /** `owner/name`; null once that is gone. */
  repository: string | null;
}

/** A branch moved to a commit. */
export interface Push {
  commit: string;
  /** ISO time, by GitHub's clock. */
  at: string;
}

export async function headOf(
  octokit: Octokit,
  { owner, repo, issue: pull_number }: PullRequestPlace,
  signal: AbortSignal,
): Promise<Head> {
  const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number, request: { signal } });
  const { sha: commit, ref: branch, repo: from } = data.head;
  return { commit, branch, repository: from?.full_name ?? null };
}

/**
 * The newest hundred pushes of a branch, the newest first; null where the token may not read them, as of a private fork.
 * Nothing else of GitHub's says when a commit became a branch's head: the dates in a commit are its author's, and what is
 * kept by commit does not say on which branch, or which time.
 */
export async function pushesOf(
  octokit: Octokit,
  { branch, repository }: Head,
  signal: AbortSignal,
): Promise<Push[] | null> {
  const [owner, repo] = (repository ?? '').split('/');
  if (!owner || !repo) return null;
  try {
    const { data } = await octokit.rest.repos.listActivities({
      owner,
      repo,
      ref: `refs/heads/${branch}`,
      direction: 'desc',
      per_page: 100,
      request: { signal },
    });
    return data.map(({ after: commit, timestamp: at }) => ({ commit, at }));
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind === 'forbidden' || kind === 'missing') return null;
    throw error;
  }
}
