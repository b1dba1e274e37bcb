import { attempts } from './attempts.ts';
import type { Octokit } from './client.ts';
import type { Failure } from './failure.ts';
import { ownLogin } from './own-login.ts';
import { sameText } from './same-text.ts';

/** Tells this program's check runs from a workflow's job of the same name, which is of the same app. */
const externalId = 'cegi:check';

export interface CheckRunTarget {
  owner: string;
  repo: string;
  /** As the list of a pull request's checks shows it. */
  name: string;
  /** The pull request's own commit, never the merge commit that a workflow runs on; or a merge group's. */
  headSha: string;
  conclusion: 'success' | 'failure' | 'neutral';
  /** Plain text. */
  title: string;
  /** GitHub's Markdown, at most 65,535 characters. */
  summary: string;
  /** At most 50. */
  annotations: readonly CheckRunAnnotation[];
  /** Page of the run; null for none. */
  detailsUrl: string | null;
}

export interface CheckRunAnnotation {
  /** Relative to the repository's root. */
  path: string;
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
}

/** What became of a check run. Where it is not shown, `reason` says why in a sentence. */
export type CheckRunOutcome =
  | { shown: true; action: 'created' | 'updated' | 'unchanged'; url: string }
  /** `mayNot`: the token has not the permission. */
  | { shown: false; mayNot: boolean; reason: string };

/** A check run as GitHub has it. */
interface Found {
  id: number;
  url: string;
  conclusion: string | null;
  title: string;
  summary: string;
  annotations: number;
}

/**
 * Shows the check as a check run of its own on a commit, in one call, or updates the one that an earlier attempt or run
 * made there.
 *
 * Never throws for what GitHub does, and ends within `limitMs`: the verdict must not depend on it.
 */
export async function upsertCheckRun(
  octokit: Octokit,
  target: CheckRunTarget,
  { limitMs = 90_000, retryUnitMs = octokit.endurance.retryUnitMs } = {},
): Promise<CheckRunOutcome> {
  const outcome = await attempts(octokit.endurance, (signal) => upsert(octokit, target, signal), {
    limitMs,
    retryUnitMs,
  });
  if ('done' in outcome) return outcome.done;
  const { kind, reason } = outcome.failure;
  const mayNot = kind === 'forbidden' || kind === 'missing';
  return { shown: false, mayNot, reason: `${reason}${adviceFor(outcome.failure)}` };
}

async function upsert(
  octokit: Octokit,
  target: CheckRunTarget,
  signal: AbortSignal,
): Promise<CheckRunOutcome> {
  const { owner, repo, name, headSha, conclusion, title, summary, detailsUrl } = target;
  const found = await findOwn(octokit, target, signal);
  const isThere =
    found !== null &&
    found.conclusion === conclusion &&
    found.title === title &&
    sameText(found.summary, summary) &&
    found.annotations >= target.annotations.length;
  if (isThere) return { shown: true, action: 'unchanged', url: found.url };
  const known = found ? await annotationsOf(octokit, target, found, signal) : new Set();
  const shown = {
    owner,
    repo,
    status: 'completed' as const,
    conclusion,
    external_id: externalId,
    ...(detailsUrl !== null && { details_url: detailsUrl }),
    output: {
      title,
      summary,
      // GitHub adds those of an update to those that are there.
      annotations: target.annotations.map(asSent).filter((one) => !known.has(keyOf(one))),
    },
    // Not repeated blindly: the next attempt looks for what this one did.
    request: { signal, retries: 0 },
  };
  const { data } = found
    ? await octokit.rest.checks.update({ ...shown, check_run_id: found.id })
    : await octokit.rest.checks.create({ ...shown, name, head_sha: headSha });
  return { shown: true, action: found ? 'updated' : 'created', url: data.html_url ?? '' };
}

/** The newest check run on the commit that this program made with the same app; null for none. */
async function findOwn(
  octokit: Octokit,
  { owner, repo, name, headSha }: CheckRunTarget,
  signal: AbortSignal,
): Promise<Found | null> {
  const found: (Found & { app: string })[] = [];
  for (let page = 1, more = true; more; page++) {
    const { data, headers } = await octokit.rest.checks.listForRef({
      owner,
      repo,
      ref: headSha,
      check_name: name,
      filter: 'all',
      per_page: 100,
      page,
      request: { signal },
    });
    for (const { id, html_url: url, external_id, app, conclusion, output } of data.check_runs) {
      if (external_id !== externalId || !app?.slug) continue;
      const { title, summary, annotations_count: annotations } = output;
      found.push({
        id,
        url: url ?? '',
        conclusion,
        title: title ?? '',
        summary: summary ?? '',
        annotations,
        app: app.slug,
      });
    }
    more = headers.link?.includes('rel="next"') ?? false;
  }
  if (found.length === 0) return null;
  const { login } = await ownLogin(octokit, signal);
  const ours = found.filter(({ app }) => `${app}[bot]` === login);
  return ours.sort((a, b) => b.id - a.id)[0] ?? null;
}

/** What stands at the commit's files already, by `keyOf`. */
async function annotationsOf(
  octokit: Octokit,
  { owner, repo }: CheckRunTarget,
  { id, annotations }: Found,
  signal: AbortSignal,
): Promise<Set<string>> {
  const known = new Set<string>();
  for (let page = 1, more = annotations > 0; more; page++) {
    const { data, headers } = await octokit.rest.checks.listAnnotations({
      owner,
      repo,
      check_run_id: id,
      per_page: 100,
      page,
      request: { signal },
    });
    for (const { path, title, message } of data) {
      known.add(keyOf({ path, title: title ?? '', message: message ?? '' }));
    }
    more = headers.link?.includes('rel="next"') ?? false;
  }
  return known;
}

const keyOf = ({ path, title, message }: { path: string; title: string; message: string }) =>
  JSON.stringify([path, title, message]);

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

function asSent({ path, level, title, message }: CheckRunAnnotation) {
  return {
    path,
    // Weights have no lines that mean anything.
    start_line: 1,
    end_line: 1,
    annotation_level: levels[level],
    // What GitHub takes.
    title: title.slice(0, 255),
    message,
  };
}

function adviceFor({ kind }: Failure): string {
  return kind === 'forbidden' || kind === 'missing'
    ? ' Give the job `permissions: checks: write`; the token of a pull request from a fork or from Dependabot can only read.'
    : '';
}
