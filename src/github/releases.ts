import type { Octokit } from './client.ts';
import type { Repository } from './event.ts';
import { failureOf } from './failure.ts';
import { askedTwice } from './missing.ts';
import { persist, usualPatience } from './persist.ts';

export interface Release {
  tag: string;
  commit: string;
}

/** Releases that are listed in one request, and such requests: GitHub lists no more than the newest 10,000. */
const releasesInPage = 100;
const mostPages = 100;
/** Releases that are tried for one that led to the commit. */
const mostTried = 10;
/** Commits that are listed; whether one before them led to a commit is asked of that one. */
const mostCommits = 100;

/**
 * The newest release before a tag's that led to its commit, which is the one before it on its own line where several are
 * maintained; where none of the newest few did, the newest. Null where there is none. Drafts and pre-releases do not count.
 */
export async function releaseBefore(
  octokit: Octokit,
  repository: Repository,
  { tag, commit }: { tag: string | null; commit: string },
): Promise<Release | null> {
  const before = await releasesBefore(octokit, repository, tag);
  let found = before[0];
  for (const release of before.slice(0, mostTried)) {
    if (!(await leadsTo(octokit, repository, release, commit))) continue;
    found = release;
    break;
  }
  return found === undefined ? null : { tag: found, commit: await commitOf(octokit, repository, found) };
}

/** Tags, the newest first; as many as a page has that has any. */
async function releasesBefore(
  octokit: Octokit,
  repository: Repository,
  tag: string | null,
): Promise<string[]> {
  const at = { owner: repository.owner, repo: repository.name };
  let own: string | null = null;
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await asked(octokit, 'the releases could not be listed', (request) =>
      octokit.rest.repos.listReleases({ ...at, per_page: releasesInPage, page, request }),
    );
    own ??= data.find((release) => release.tag_name === tag)?.created_at ?? null;
    const before = data.filter(
      ({ draft, prerelease, tag_name, created_at }) =>
        !draft && !prerelease && tag_name !== tag && (own === null || created_at < own),
    );
    if (before.length > 0) {
      return before
        .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
        .map(({ tag_name }) => tag_name);
    }
    if (data.length < releasesInPage) break;
  }
  return [];
}

/** Whether a commit, or what a tag stands for, is a commit or one of those before it. */
export async function leadsTo(
  octokit: Octokit,
  { owner, name: repo }: Repository,
  ref: string,
  commit: string,
): Promise<boolean> {
  const status = await asked(octokit, `${ref} and ${commit} could not be compared`, (request) =>
    askedTwice(async () => {
      const basehead = `${ref}...${commit}`;
      const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
        owner,
        repo,
        basehead,
        per_page: 1,
        request,
      });
      return data.status;
    }),
  );
  return status === 'ahead' || status === 'identical';
}

/** The commit that a tag, a branch or the beginning of a hash stands for. */
export async function commitOf(octokit: Octokit, repository: Repository, ref: string): Promise<string> {
  const { data } = await asked(octokit, `${ref} could not be looked up`, (request) =>
    octokit.rest.repos.getCommit({ owner: repository.owner, repo: repository.name, ref, request }),
  );
  return data.sha;
}

/** A commit and those before it, the newest first. */
export async function commitsUpTo(
  octokit: Octokit,
  repository: Repository,
  commit: string,
): Promise<string[]> {
  const commits: string[] = [];
  for (let page = 1; commits.length < mostCommits; page += 1) {
    const { data } = await asked(octokit, `the commits before ${commit} could not be listed`, (request) =>
      octokit.rest.repos.listCommits({
        owner: repository.owner,
        repo: repository.name,
        sha: commit,
        per_page: 100,
        page,
        request,
      }),
    );
    commits.push(...data.map(({ sha }) => sha));
    if (data.length < 100) break;
  }
  return commits;
}

/** Puts a file beside a release's others, in place of one of the same name that an earlier run left. */
export async function attach(
  octokit: Octokit,
  repository: Repository,
  tag: string,
  file: { name: string; text: string },
): Promise<void> {
  const at = { owner: repository.owner, repo: repository.name };
  let unsure = false;
  await asked(octokit, `${file.name} could not be attached to the release ${tag}`, async (request) => {
    const { data: release } = await octokit.rest.repos.getReleaseByTag({ ...at, tag, request });
    const there = release.assets.find(({ name }) => name === file.name);
    const isLanded = unsure && there?.state === 'uploaded' && there.size === Buffer.byteLength(file.text);
    if (isLanded) return;
    // An upload that broke off leaves an empty file, which holds the name.
    if (there) await octokit.rest.repos.deleteReleaseAsset({ ...at, asset_id: there.id, request });
    try {
      // Files go to another place than the rest of the API, which the release names.
      await octokit.request(`POST ${release.upload_url}`, {
        name: file.name,
        data: file.text,
        headers: { 'content-type': 'application/json' },
        // Not repeated blindly: the next attempt looks for what this one did.
        request: { ...request, retries: 0 },
      });
    } catch (error) {
      unsure ||= failureOf(error).kind === 'unavailable';
      throw error;
    }
  });
}

/** @throws UserError where GitHub does not do it: `what` went wrong then */
function asked<T>(
  octokit: Octokit,
  what: string,
  ask: (request: { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  return persist(
    octokit.endurance,
    (signal) => ask({ signal }),
    usualPatience(octokit.endurance),
    () => `So ${what}.`,
  );
}
