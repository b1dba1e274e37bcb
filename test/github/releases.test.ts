import { describe, expect, it } from 'vitest';
import type { LoopbackRelease } from '../../src/demo/loopback-github/release-routes.ts';
import { githubClient } from '../../src/github/client.ts';
import { attach, leadsTo, releaseBefore } from '../../src/github/releases.ts';
import { startDescribedGithub } from './contract.ts';

const repository = { owner: 'octo', name: 'models' };
const sha = (n: number) => n.toString(16).padStart(40, '0');

/** A release of the n-th commit, on a line of commits that begins with the first. */
function release(tag: string, line: number[], more: Partial<LoopbackRelease> = {}): LoopbackRelease {
  const [newest] = line.toReversed();
  return {
    tag,
    commit: sha(newest!),
    history: line.map(sha).toReversed(),
    createdAt: new Date(Date.UTC(2026, 0, newest!)).toISOString(),
    assets: new Map(),
    ...more,
  };
}

async function scene(...releases: LoopbackRelease[]) {
  const github = await startDescribedGithub();
  // GitHub lists the newest first.
  github.releases.push(...releases.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)));
  const octokit = githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1 });
  return { github, octokit };
}

describe('the release before another', () => {
  it('is none where there is none, or none but drafts of what is to come', async () => {
    const { octokit } = await scene(
      release('v2.0.0-rc1', [1], { prerelease: true }),
      release('v2.0.0', [1, 2]),
    );
    expect(await releaseBefore(octokit, repository, { tag: 'v2.0.0', commit: sha(2) })).toBeNull();
  });

  it('is found behind hundreds of pre-releases', async () => {
    const nightly = (n: number) => release(`nightly-${n}`, [1, n], { prerelease: true });
    const { github, octokit } = await scene(
      release('v1.0.0', [1]),
      ...Array.from({ length: 250 }, (_, i) => nightly(i + 2)),
      release('v1.1.0', [1, 300]),
    );
    const found = await releaseBefore(octokit, repository, { tag: 'v1.1.0', commit: sha(300) });
    expect(found).toEqual({ tag: 'v1.0.0', commit: sha(1) });
    // Three pages, one comparison, one commit.
    expect(github.requests).toHaveLength(5);
  });

  it('is the one on its own line, where a newer one was made on another', async () => {
    const { octokit } = await scene(
      release('v1.0.0', [1, 2]),
      release('v2.0.0', [1, 2, 3, 5]),
      release('v1.0.1', [1, 2, 6]),
    );
    const ofPatch = await releaseBefore(octokit, repository, { tag: 'v1.0.1', commit: sha(6) });
    expect(ofPatch?.tag).toBe('v1.0.0');
    expect((await releaseBefore(octokit, repository, { tag: 'v2.0.0', commit: sha(5) }))?.tag).toBe('v1.0.0');
  });

  it('is the newest of all for a tag without a release', async () => {
    const { octokit } = await scene(release('v1.0.0', [1]), release('v1.1.0', [1, 2]));
    expect((await releaseBefore(octokit, repository, { tag: 'v1.2.0', commit: sha(9) }))?.tag).toBe('v1.1.0');
  });
});

it('a commit leads to those after it on its line, and to no other', async () => {
  const { octokit } = await scene(release('v1', [1, 2]), release('v2', [1, 3]));
  expect(await leadsTo(octokit, repository, sha(1), sha(3))).toBe(true);
  expect(await leadsTo(octokit, repository, 'v2', sha(3))).toBe(true);
  expect(await leadsTo(octokit, repository, 'v1', sha(3))).toBe(false);
});

it("a release's file goes to the place that the release names, in place of what an earlier run left", async () => {
  const { github, octokit } = await scene(release('v1', [1]));
  const give = (text: string) => attach(octokit, repository, 'v1', { name: 'r.json', text });
  await give('{"run":1}');
  await give('{"run":2}');
  expect([...github.releases[0]!.assets]).toEqual([['r.json', '{"run":2}']]);
});
