import { attempts } from './attempts.ts';
import type { Octokit } from './client.ts';
import type { Failure } from './failure.ts';
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
  { limitMs = 90_000, retryUnitMs = 1000 } = {},
): Promise<CommentOutcome> {
  const outcome = await attempts((signal) => upsert(octokit, target, signal), { limitMs, retryUnitMs });
  if ('done' in outcome) return outcome.done;
  return { posted: false, reason: `${outcome.failure.reason}${adviceFor(outcome.failure)}` };
}

async function upsert(octokit: Octokit, target: CommentTarget, signal: AbortSignal): Promise<CommentOutcome> {
  const { owner, repo, issue, body } = target;
  const found = await findOwn(octokit, target, signal);
  if (found && sameText(found.body, body)) return { posted: true, action: 'unchanged', url: found.url };
  const { data } = found
    ? await octokit.rest.issues.updateComment({
        owner,
        repo,
        comment_id: found.id,
        body,
        request: { signal },
      })
    : await octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: issue,
        body,
        // Not repeated blindly: the next attempt looks for it first.
        request: { signal, retries: 0 },
      });
  return { posted: true, action: found ? 'updated' : 'created', url: data.html_url };
}

async function findOwn(
  octokit: Octokit,
  { owner, repo, issue, marker }: CommentTarget,
  signal: AbortSignal,
): Promise<Found | null> {
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
      if (body.includes(marker)) marked.push({ id, url, body, login: user?.login });
    }
    more = headers.link?.includes('rel="next"') ?? false;
  }
  if (marked.length === 0) return null;
  const own = await ownLogin(octokit, signal);
  return marked.find(({ login }) => login === own) ?? null;
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
