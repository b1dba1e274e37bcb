import type { Octokit } from './client.ts';
import type { Repository, WorkflowRunEvent } from './event.ts';
import { persist, usualPatience } from './persist.ts';

export interface PullRequest {
  number: number;
  headSha: string;
  baseRef: string;
  /** The base is the repository's default branch. */
  intoDefault: boolean;
  baseSha: string;
}

/**
 * The open pull request that a run measured, by what GitHub says of that run, and never by what the run left: its head's
 * repository and branch, with the very commit that ran still at its tip.
 *
 * @throws UserError where GitHub does not say it
 */
export async function pullRequestOf(
  octokit: Octokit,
  repository: Repository,
  run: WorkflowRunEvent,
): Promise<PullRequest | { why: string }> {
  if (run.headRepository === null) return { why: 'the repository of its head is gone' };
  if (run.headBranch === null) return { why: 'it ran on no branch' };
  const [owner] = run.headRepository.split('/') as [string];
  const { data } = await persist(
    octokit.endurance,
    (signal) =>
      octokit.rest.pulls.list({
        owner: repository.owner,
        repo: repository.name,
        state: 'open',
        head: `${owner}:${run.headBranch}`,
        per_page: 100,
        request: { signal },
      }),
    usualPatience(octokit.endurance),
    () => 'So the pull request could not be looked up, and nothing is reported: run this again.',
  );
  const own = data.filter(
    ({ head }) => head.repo?.full_name.toLowerCase() === run.headRepository?.toLowerCase(),
  );
  const there = own.filter(({ head }) => head.sha === run.headSha);
  const intoDefault = there.filter(({ base }) => base.ref === run.defaultBranch);
  // Whoever opens a second one elsewhere must not choose by whose rules the first is judged.
  const pull = there.length === 1 ? there[0] : intoDefault[0];
  if (pull) {
    const { number, base } = pull;
    return {
      number,
      headSha: run.headSha,
      baseRef: base.ref,
      baseSha: base.sha,
      intoDefault: intoDefault.includes(pull),
    };
  }
  if (there.length > 1)
    return { why: 'several open pull requests have its commit, none into the default branch' };
  return {
    why: own.length > 0 ? 'its pull request has newer commits' : 'no open pull request has its branch',
  };
}
