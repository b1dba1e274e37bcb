import { UserError } from '../errors.ts';
import type { Changes, NoBase, Span } from './changes.ts';
import type { Octokit } from './client.ts';
import { fileContents } from './contents.ts';
import type { Repository } from './event.ts';
import { everyPage } from './every-page.ts';
import { askedTwice } from './missing.ts';
import { persist, usualPatience } from './persist.ts';

/** A comparison lists no more files than this, however many there are. */
const comparisonLimit = 300;
/** Neither does the list of a pull request's files. */
const pullRequestLimit = 3000;

interface File {
  filename: string;
  previous_filename?: string;
}

/**
 * The changes as GitHub's API has them.
 *
 * @param why the local history was not enough, for the message where the API is not either
 * @throws UserError where the API does not answer, or no token is there
 */
export async function apiChanges(
  octokit: Octokit | null,
  repository: Repository,
  span: Span,
  why: string,
): Promise<{ changes: Changes } | NoBase> {
  const advice = 'Check out with `fetch-depth: 0`, or give `github-token` the permission `contents: read`.';
  if (!octokit) {
    throw new UserError(`What changed could not be found out: ${why}, and there is no token. ${advice}`);
  }
  const at = { owner: repository.owner, repo: repository.name };
  const found = await persist(
    octokit.endurance,
    async (signal) => {
      const comparison = await compare(octokit, at, span, signal);
      return comparison && { comparison, list: await wholeList(octokit, at, span, comparison, signal) };
    },
    usualPatience(octokit.endurance),
    () => `So what changed could not be found out: ${why}. ${advice}`,
  );
  if (!found) return { changes: null, reason: `the commit before, ${span.base.sha}, is gone` };
  const { baseCommit, isMergeBase } = found.comparison;
  const { changedFiles, incomplete } = found.list;
  return {
    changes: {
      baseCommit,
      ...found.list,
      async fileAtBase(path) {
        const text = await fileAt(octokit, at, baseCommit, path);
        const isUntouched = isMergeBase && incomplete === null && !changedFiles.includes(path);
        // What a change leaves alone is at its base as it is at its head, whatever GitHub says.
        return text === null && isUntouched ? fileAt(octokit, at, span.head, path) : text;
      },
      async checkOutBase() {
        throw new UserError(`the clone does not reach the base (${why}); check out with fetch-depth: 0`);
      },
    },
  };
}

interface Location {
  owner: string;
  repo: string;
}

interface Comparison {
  baseCommit: string;
  /** It is where head and base part, so that the files are all that differs from it. */
  isMergeBase: boolean;
  files: File[];
  /** The head does not descend from the base, so that the list starts at their merge base instead. */
  diverged: boolean;
}

/** Null where the commit before a push is gone: a force push. */
async function compare(
  octokit: Octokit,
  at: Location,
  span: Span,
  signal: AbortSignal,
): Promise<Comparison | null> {
  const bases = span.base.branch ? [span.base.branch, span.base.sha] : [span.base.sha];
  for (const base of bases) {
    // A branch may have been deleted or renamed since; its commit is then still there.
    const found = await askedTwice(() =>
      octokit.rest.repos.compareCommitsWithBasehead({
        ...at,
        basehead: `${base}...${span.head}`,
        request: { signal },
      }),
    );
    if (!found) continue;
    const { merge_base_commit: mergeBase, base_commit: tip, files = [] } = found.data;
    const baseCommit = span.from === 'base' ? span.base.sha : mergeBase.sha;
    return {
      baseCommit,
      isMergeBase: baseCommit === mergeBase.sha,
      files,
      diverged: mergeBase.sha !== tip.sha,
    };
  }
  if (span.from === 'base') return null;
  throw new UserError(
    `GitHub has no comparison of ${span.base.sha} and ${span.head}, or the token may not see it. ` +
      'Check out with `fetch-depth: 0`, or give `github-token` the permission `contents: read`.',
  );
}

async function wholeList(
  octokit: Octokit,
  at: Location,
  span: Span,
  { files, diverged }: Comparison,
  signal: AbortSignal,
): Promise<Pick<Changes, 'changedFiles' | 'incomplete'>> {
  // The base of a merge has gone on meanwhile, and nothing was rewritten.
  if (span.from === 'base' && !span.merge && diverged) {
    return { changedFiles: namesOf(files), incomplete: 'the push rewrote the history of the branch' };
  }
  if (files.length < comparisonLimit) return { changedFiles: namesOf(files), incomplete: null };
  if (span.pullRequest === null) {
    return {
      changedFiles: namesOf(files),
      incomplete: `GitHub lists only the first ${comparisonLimit} files of a push`,
    };
  }
  const pull_number = span.pullRequest;
  const request = { signal };
  const all = await everyPage((page) =>
    octokit.rest.pulls.listFiles({ ...at, pull_number, per_page: 100, page, request }),
  );
  return {
    changedFiles: namesOf(all),
    incomplete:
      all.length < pullRequestLimit
        ? null
        : `GitHub lists only the first ${pullRequestLimit} files of a pull request`,
  };
}

function namesOf(files: readonly File[]): string[] {
  const names = new Set<string>();
  for (const { filename, previous_filename: previous } of files) {
    names.add(filename);
    if (previous) names.add(previous);
  }
  return [...names];
}

/** A file of the repository at a commit, that of a fork's pull request too; null where it is not there. */
export function fileAtCommit(
  octokit: Octokit,
  { owner, name }: Repository,
  commit: string,
  path: string,
): Promise<string | null> {
  return fileAt(octokit, { owner, repo: name }, commit, path);
}

function fileAt(octokit: Octokit, at: Location, commit: string, path: string): Promise<string | null> {
  return persist(
    octokit.endurance,
    (signal) => fileContents(octokit, at, { ref: commit, path }, signal),
    usualPatience(octokit.endurance),
    () => `So ${path} could not be read at ${commit}.`,
  );
}
