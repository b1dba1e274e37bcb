import { attempts } from './attempts.ts';
import type { Octokit } from './client.ts';
import { type Failure, failureOf } from './failure.ts';
import { ownLogin } from './own-login.ts';
import { sameText } from './same-text.ts';

export interface CommentTarget {
  owner: string;
  repo: string;
  /** Number of the pull request. */
  issue: number;
  /** From `commentMarker`; `body` contains it. */
  marker: string;
  body: string;
}

/** What became of a comment. Where it was not posted, `reason` says why in a sentence. */
export type CommentOutcome =
  | { posted: true; action: 'created' | 'updated' | 'unchanged'; url: string }
  | { posted: false; reason: string };

interface Found {
  id: number;
  url: string;
  body: string;
}

/** Invisible text that lets a comment be found again; `key` tells this check's comments from another's. */
export function commentMarker(key: string): string {
  return `<!-- cegi:${encodeURIComponent(key).replaceAll('-', '%2D')} -->`;
}

/**
 * Posts a comment, or updates the one that an earlier run posted: the oldest with the marker *and* of the token's own
 * account, so that nobody can have the check edit a comment of theirs.
 *
 * Never throws for what GitHub does, and ends within `limitMs`: the verdict must not depend on a comment.
 */
export async function upsertComment(
  octokit: Octokit,
  target: CommentTarget,
  { limitMs = 90_000, retryUnitMs = octokit.endurance.retryUnitMs } = {},
): Promise<CommentOutcome> {
  const state = { unsure: false };
  const outcome = await attempts(octokit.endurance, (signal) => upsert(octokit, target, state, signal), {
    limitMs,
    retryUnitMs,
  });
  if ('done' in outcome) return outcome.done;
  return { posted: false, reason: `${outcome.failure.reason}${adviceFor(outcome.failure)}` };
}

/** @param state whether an answer was lost, so that the comment may be there, or come, without this program's knowing */
async function upsert(
  octokit: Octokit,
  target: CommentTarget,
  state: { unsure: boolean },
  signal: AbortSignal,
): Promise<CommentOutcome> {
  const { owner, repo, issue, body } = target;
  const own = await findOwn(octokit, target, signal);
  if ('why' in own) return { posted: false, reason: own.why };
  const [found, ...spare] = own.comments;
  const unchanged = found !== undefined && sameText(found.body, body);
  if (unchanged) {
    await remove(octokit, target, spare, signal);
    return { posted: true, action: 'unchanged', url: found.url };
  }
  if (found) {
    const { data } = await octokit.rest.issues.updateComment({
      owner,
      repo,
      comment_id: found.id,
      body,
      request: { signal },
    });
    await remove(octokit, target, spare, signal);
    return { posted: true, action: 'updated', url: data.html_url };
  }
  const wasUnsure = state.unsure;
  state.unsure = true;
  const { data } = await octokit.rest.issues.createComment({
    owner,
    repo,
    issue_number: issue,
    body,
    // Not repeated blindly: the next attempt looks for it first.
    request: { signal, retries: 0 },
  });
  // What GitHub was slow to make may have come since it was looked for.
  const now = wasUnsure ? await findOwn(octokit, target, signal) : { comments: [] };
  const [first = { url: data.html_url }, ...later] = 'comments' in now ? now.comments : [];
  await remove(octokit, target, later, signal);
  return { posted: true, action: 'created', url: first.url };
}

/** Removes what stands there twice. That it could not be removed is no reason to post anything again. */
async function remove(
  octokit: Octokit,
  { owner, repo }: CommentTarget,
  comments: readonly Found[],
  signal: AbortSignal,
): Promise<void> {
  for (const { id } of comments) {
    await octokit.rest.issues
      .deleteComment({ owner, repo, comment_id: id, request: { signal } })
      .catch(failureOf);
  }
}

/**
 * This check's own comments, the oldest first. It is the one that is kept up to date; others of the same marker were made
 * where an answer was lost or two runs posted at once.
 */
async function findOwn(
  octokit: Octokit,
  { owner, repo, issue, marker }: CommentTarget,
  signal: AbortSignal,
): Promise<{ comments: Found[] } | { why: string }> {
  const marked: (Found & { login: string | undefined })[] = [];
  // Page by page, because the client's own pagination forgets the signal.
  for (let page = 1, more = true; more; page++) {
    const { data, headers } = await octokit.rest.issues.listComments({
      owner,
      repo,
      issue_number: issue,
      per_page: 100,
      page,
      request: { signal },
    });
    for (const { id, html_url: url, body = '', user } of data) {
      // Somebody else's text may quote a marker, in a comment of another program of the same account.
      if (body.startsWith(marker)) marked.push({ id, url, body, login: user?.login });
    }
    more = headers.link?.includes('rel="next"') ?? false;
  }
  if (marked.length === 0) return { comments: [] };
  const own = await ownLogin(octokit, signal);
  const comments = marked.filter(({ login }) => login === own.login);
  const [perhaps] = marked;
  if (comments.length > 0 || !own.isGuess || !perhaps) return { comments };
  return {
    why: `GitHub does not say whose token this is, and ${perhaps.url} may be this check's comment: no second one is made.`,
  };
}

function adviceFor({ kind }: Failure): string {
  if (kind === 'forbidden') {
    return (
      ' Give the job `permissions: pull-requests: write`; the token of a pull request from a fork or from' +
      ' Dependabot can only read.'
    );
  }
  return '';
}
