import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { changesOf } from '../../src/github/changes-of.ts';
import { checkedOut, headCheckedOut } from '../../src/github/checked-out.ts';
import type { GithubEvent } from '../../src/github/event.ts';

const common = {
  repository: { owner: 'octo', name: 'models' },
  runUrl: null,
  runId: null,
  attempt: 1,
  runKey: null,
  apiUrl: 'https://api.github.com',
  server: 'https://github.com',
};

/** A repository where main went on after a branch left it, and GitHub's merge of both. */
function repository() {
  const directory = mkdtempSync(join(tmpdir(), 'cegi-checked-out-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const commit = (path: string) => {
    writeFileSync(join(directory, path), path);
    git('add', '-A');
    git('commit', '-qm', path);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q', '-b', 'main');
  const first = commit('first');
  git('checkout', '-qb', 'change');
  const head = commit('of-the-change');
  git('checkout', '-q', 'main');
  const main = commit('on-main');
  git('checkout', '-q', '--detach');
  git('merge', '-q', '--no-ff', '-m', 'merged', head);
  const merge = git('rev-parse', 'HEAD');
  const pull = (name = 'pull_request'): GithubEvent => ({
    ...common,
    kind: 'pull-request',
    name,
    headCommit: head,
    headSha: head,
    number: 7,
    baseRef: 'main',
    intoDefault: true,
    baseSha: first,
    fromFork: false,
  });
  const other = (name: string): GithubEvent => ({
    ...common,
    kind: 'other',
    name,
    headCommit: main,
    ref: 'refs/heads/main',
    defaultBranch: true,
    mergeGroup: null,
    base: null,
  });
  return { directory, git, head, main, merge, pull, other };
}

it("a pull request's head is what the event says, and its merge is compared with what it is merged onto", async () => {
  const { directory, git, head, main, merge, pull } = repository();
  const found = await checkedOut(directory, pull());
  expect(found).toEqual({ commit: merge, onto: main });
  const { changes } = await changesOf(pull(), directory, null, found);
  // Nothing of what main did meanwhile is the change's.
  expect(changes).toMatchObject({ baseCommit: main, changedFiles: ['of-the-change'] });
  git('checkout', '-q', head);
  expect(await checkedOut(directory, pull())).toBeNull();
  await headCheckedOut(directory, pull());
});

it('a shallow clone knows the merge too', async () => {
  const { directory, merge, main, pull } = repository();
  const shallow = mkdtempSync(join(tmpdir(), 'cegi-shallow-'));
  onTestFinished(() => rmSync(shallow, { recursive: true, force: true }));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: shallow, stdio: 'ignore' });
  git('init', '-q');
  git('fetch', '-q', '--depth', '1', directory, merge);
  git('checkout', '-q', 'FETCH_HEAD');
  expect(await checkedOut(shallow, pull())).toEqual({ commit: merge, onto: main });
});

it('what a report judges later must be the head itself', async () => {
  const { directory, pull } = repository();
  await expect(headCheckedOut(directory, pull())).rejects.toThrow(
    /The merge \w+ of the pull request is checked out.*ref: \$\{\{ github\.event\.pull_request\.head\.sha \}\}/,
  );
});

it.each(['pull_request', 'pull_request_target'])(
  'the base in place of the head of a %s is refused',
  async (name) => {
    const { directory, git, pull } = repository();
    git('checkout', '-q', 'main');
    await expect(checkedOut(directory, pull(name))).rejects.toThrow(/is checked out, and this run .* is of/);
  },
);

it.each(['issue_comment', 'workflow_dispatch', 'push'])(
  'a head that is checked out under %s is refused',
  async (name) => {
    const { directory, git, head, other } = repository();
    git('checkout', '-q', head);
    await expect(checkedOut(directory, other(name))).rejects.toThrow(
      /would be taken for another's.*leave out its `ref`/,
    );
  },
);

it('where git cannot tell, it is taken for what the event says, but for a run with the rights of the base', async () => {
  const { pull } = repository();
  const empty = mkdtempSync(join(tmpdir(), 'cegi-no-git-'));
  onTestFinished(() => rmSync(empty, { recursive: true, force: true }));
  expect(await checkedOut(empty, pull())).toBeNull();
  await expect(checkedOut(empty, pull('pull_request_target'))).rejects.toThrow(/could not be told/);
});
