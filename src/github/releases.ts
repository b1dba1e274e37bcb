import type { Octokit } from './client.ts';
import type { Repository } from './event.ts';
import { failureOf } from './failure.ts';
import { persist, usualPatience } from './persist.ts';

export interface Release {
  tag: string;
  commit: string;
}

const mostReleases = 100;
/** Commits that are looked through for one that was measured. */
const mostCommits = 300;

/** The newest release before a tag's; null where there is none. Drafts and pre-releases do not count. */
export async function releaseBefore(
  octokit: Octokit,
  repository: Repository,
  tag: string | null,
): Promise<Release | null> {
  const at = { owner: repository.owner, repo: repository.name };
  const { data } = await asked(octokit, 'the releases could not be listed', (request) =>
    octokit.rest.repos.listReleases({ ...at, per_page: mostReleases, request }),
  );
  const others = data.filter((release) => !release.draft && !release.prerelease && release.tag_name !== tag);
  const own = data.find((release) => release.tag_name === tag);
  const before = own ? others.filter(({ created_at }) => created_at < own.created_at) : others;
  const newest = before.reduce<(typeof before)[number] | null>(
    (latest, release) => (latest === null || release.created_at > latest.created_at ? release : latest),
    null,
  );
  return newest && { tag: newest.tag_name, commit: await commitOf(octokit, repository, newest.tag_name) };
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

/** Puts a file beside a release's others; one of the same name that was there before is an error of GitHub's. */
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
    const landed = unsure ? release.assets.find(({ name }) => name === file.name) : undefined;
    if (landed?.state === 'uploaded' && landed.size === Buffer.byteLength(file.text)) return;
    // An upload that broke off leaves an empty file, which holds the name.
    if (landed) await octokit.rest.repos.deleteReleaseAsset({ ...at, asset_id: landed.id, request });
    try {
      await octokit.rest.repos.uploadReleaseAsset({
        ...at,
        release_id: release.id,
        name: file.name,
        data: file.text,
        headers: { 'content-type': 'application/json' },
        // Files go to another host than the rest of the API.
        baseUrl: new URL(release.upload_url.replace(/\{.*$/, '')).origin,
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
