import type { Octokit } from './client.ts';
import type { PushEvent } from './event.ts';
import { persist, usualPatience } from './persist.ts';

/** A pull request that is in the branch now. */
export interface MergedPull {
  number: number;
  /** What it was at when it was merged. */
  headCommit: string;
  /** ISO time. */
  mergedAt: string;
}

/** Of a push of more commits than this, the newest are asked about. */
const mostCommits = 20;

/**
 * The pull requests that a push merged, by what GitHub says of its commits.
 *
 * @throws UserError where that cannot be read
 */
export async function mergedPulls(
  octokit: Octokit,
  { repository, branch, commits }: Pick<PushEvent, 'repository' | 'branch' | 'commits'>,
): Promise<MergedPull[]> {
  const merged = new Map<number, MergedPull>();
  for (const commit_sha of commits.slice(0, mostCommits)) {
    const { data } = await persist(
      octokit.endurance,
      (signal) =>
        octokit.rest.repos.listPullRequestsAssociatedWithCommit({
          owner: repository.owner,
          repo: repository.name,
          commit_sha,
          per_page: 100,
          request: { signal },
        }),
      usualPatience(octokit.endurance),
      () => '',
    );
    for (const { number, head, base, merged_at: mergedAt } of data) {
      if (mergedAt && base.ref === branch) merged.set(number, { number, headCommit: head.sha, mergedAt });
    }
  }
  return [...merged.values()];
}
