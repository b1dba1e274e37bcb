import { UserError } from '../errors.ts';
import type { Octokit } from './client.ts';
import type { Repository } from './event.ts';
import { failureOf } from './failure.ts';

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
  const { data } = await asked('The releases could not be listed', () =>
    octokit.rest.repos.listReleases({ ...at, per_page: mostReleases }),
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
  const { data } = await asked(`${ref} could not be looked up`, () =>
    octokit.rest.repos.getCommit({ owner: repository.owner, repo: repository.name, ref }),
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
    const { data } = await asked(`The commits before ${commit} could not be listed`, () =>
      octokit.rest.repos.listCommits({
        owner: repository.owner,
        repo: repository.name,
        sha: commit,
        per_page: 100,
        page,
      }),
    );
    commits.push(...data.map(({ sha }) => sha));
    if (data.length < 100) break;
  }
  return commits;
}

/** Puts a file beside a release's others; one of the same name is an error of GitHub's. */
export async function attach(
  octokit: Octokit,
  repository: Repository,
  tag: string,
  file: { name: string; text: string },
): Promise<void> {
  const at = { owner: repository.owner, repo: repository.name };
  await asked(`${file.name} could not be attached to the release ${tag}`, async () => {
    const { data: release } = await octokit.rest.repos.getReleaseByTag({ ...at, tag });
    await octokit.rest.repos.uploadReleaseAsset({
      ...at,
      release_id: release.id,
      name: file.name,
      data: file.text,
      headers: { 'content-type': 'application/json' },
      // Files go to another host than the rest of the API.
      baseUrl: new URL(release.upload_url.replace(/\{.*$/, '')).origin,
    });
  });
}

async function asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new UserError(`${what}: ${failureOf(error).reason}`);
  }
}
