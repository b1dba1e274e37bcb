import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GitObjects } from '../../src/demo/loopback-github/git-objects.ts';
import type { LoopbackGithub, LoopbackOptions } from '../../src/demo/loopback-github.ts';
import { githubClient } from '../../src/github/client.ts';
import { startDescribedGithub } from './contract.ts';

const at = { owner: 'octo', repo: 'models' };

async function open(options: LoopbackOptions = {}) {
  const github = await startDescribedGithub(options);
  const { rest } = githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1 });
  return { github, git: rest.git, repos: rest.repos };
}

/** Status and message of a refusal. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'taken',
    (error: { status: number; response: { data: { message: string } } }) =>
      `${error.status} ${error.response.data.message}`,
  );
}

const tip = (github: LoopbackGithub, branch = 'main') => github.git.refs.get(`refs/heads/${branch}`)!;

const blobEntry = (path: string, content: string) => ({
  path,
  mode: '100644' as const,
  type: 'blob' as const,
  content,
});

describe('the objects of the loopback API', () => {
  it('have the hashes that git gives them', async () => {
    const files = { 'a.txt': 'a\n', 'a/b.txt': 'größe\n', 'a-b/c/d.json': '{}', 'a.b': '' };
    const objects = new GitObjects();
    objects.commitFiles('main', { ...files, 'gone/x': 'x' });
    objects.commitFiles('main', { 'gone/x': null });
    const directory = await mkdtemp(join(tmpdir(), 'cegi-objects-'));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true }).catch(() => {});
      await writeFile(join(directory, path), content).catch(() => {});
    }
    expect(Object.fromEntries(objects.filesOf('main'))).toEqual(files);
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: directory,
        encoding: 'utf8',
        env: {
          ...process.env,
          GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
          GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
        },
      }).trim();
    git('init', '-q');
    git('add', '-A');
    const tree = git('write-tree');
    const commit = objects.commits.get(objects.refs.get('refs/heads/main')!)!;
    expect(commit.tree).toBe(tree);
    const identity = ['-c', 'user.name=loopback', '-c', 'user.email=loopback@example.org'];
    const made = execFileSync('git', [...identity, 'commit-tree', tree], {
      cwd: directory,
      input: 'Change',
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
        GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
      },
    }).trim();
    expect(objects.writeCommit({ tree, parents: [], message: 'Change' })).toBe(made);
  });
});

describe('the Git Data API of the loopback', () => {
  it('keeps of a base tree what a new tree does not name, and deletes what is null', async () => {
    const { github, git } = await open();
    github.git.commitFiles('main', { 'kept/a': '1', 'kept/b': '2', 'gone/c': '3' });
    const base = github.git.commits.get(tip(github))!.tree;
    const { data } = await git.createTree({
      ...at,
      base_tree: base,
      tree: [
        blobEntry('kept/b', 'new'),
        { path: 'gone/c', mode: '100644', type: 'blob', sha: null },
        blobEntry('deep/er/d', '4'),
      ],
    });
    const paths = [...github.git.entriesBelow(data.sha)].map(([path]) => path);
    expect(paths).toEqual(['README.md', 'deep', 'deep/er', 'deep/er/d', 'kept', 'kept/a', 'kept/b']);
    const alone = await git.createTree({ ...at, tree: [blobEntry('only', '1')] });
    expect([...github.git.entriesBelow(alone.data.sha)].map(([path]) => path)).toEqual(['only']);
  });

  it('moves a branch forward only, unless forced', async () => {
    const { github, git } = await open();
    const first = tip(github);
    const second = github.git.commitFiles('main', { a: '1' });
    const ref = 'heads/main';
    expect(await refusalOf(git.updateRef({ ...at, ref, sha: first }))).toBe(
      '422 Update is not a fast forward',
    );
    expect(tip(github)).toBe(second);
    expect(await refusalOf(git.updateRef({ ...at, ref, sha: second }))).toBe('taken');
    expect(await refusalOf(git.updateRef({ ...at, ref, sha: first, force: true }))).toBe('taken');
    expect(tip(github)).toBe(first);
  });

  it('tells a missing branch, one that is there already, and objects that are not there', async () => {
    const { github, git } = await open();
    const sha = tip(github);
    expect(await refusalOf(git.getRef({ ...at, ref: 'heads/none' }))).toBe('404 Not Found');
    expect(await refusalOf(git.updateRef({ ...at, ref: 'heads/none', sha }))).toBe(
      '422 Reference does not exist',
    );
    expect(await refusalOf(git.createRef({ ...at, ref: 'refs/heads/main', sha }))).toBe(
      '422 Reference already exists',
    );
    const unknown = 'f'.repeat(40);
    expect(await refusalOf(git.createRef({ ...at, ref: 'refs/heads/new', sha: unknown }))).toMatch(/^422/);
    expect(await refusalOf(git.createCommit({ ...at, message: 'x', tree: unknown }))).toMatch(/^422/);
    const orphan = { ...at, base_tree: unknown, tree: [blobEntry('a', '1')] };
    expect(await refusalOf(git.createTree(orphan))).toMatch(/^404/);
  });

  it('has nothing of an empty repository', async () => {
    const { git, repos } = await open({ empty: true });
    const empty = '409 Git Repository is empty.';
    expect(await refusalOf(git.getRef({ ...at, ref: 'heads/main' }))).toBe(empty);
    expect(await refusalOf(git.createTree({ ...at, tree: [blobEntry('a', '1')] }))).toBe(empty);
    expect(await refusalOf(repos.getContent({ ...at, path: 'a' }))).toBe('404 This repository is empty.');
  });

  it('hides from a token what it may not see, and refuses what it may not do', async () => {
    const hidden = await open({ hidden: true });
    expect(await refusalOf(hidden.git.getRef({ ...at, ref: 'heads/main' }))).toBe('404 Not Found');
    const reader = await open({ readOnly: true });
    expect(await refusalOf(reader.git.getRef({ ...at, ref: 'heads/main' }))).toBe('taken');
    expect(await refusalOf(reader.git.createTree({ ...at, tree: [blobEntry('a', '1')] }))).toBe(
      '403 Resource not accessible by integration',
    );
  });

  it('cuts the list of a large tree short, and says so', async () => {
    const { github, git } = await open({ limits: { treeEntries: 3 } });
    github.git.commitFiles('main', { 'a/1': '', 'a/2': '', 'a/3': '', 'b/1': '' });
    const whole = await git.getTree({ ...at, tree_sha: 'main', recursive: 'true' });
    expect([whole.data.truncated, whole.data.tree.length]).toEqual([true, 3]);
    const level = await git.getTree({ ...at, tree_sha: 'main' });
    expect([level.data.truncated, level.data.tree.length]).toEqual([false, 3]);
  });

  it('refuses files above its limits', async () => {
    const { github, git, repos } = await open({ limits: { blobBytes: 100, newBlobBytes: 50 } });
    github.git.commitFiles('main', { large: 'x'.repeat(101) });
    expect(await refusalOf(repos.getContent({ ...at, path: 'large' }))).toMatch(/^403 .*too large to fetch/);
    expect(await refusalOf(git.createBlob({ ...at, content: 'x'.repeat(51) }))).toMatch(/^422 .*too large/);
    const tree = [blobEntry('a', 'x'.repeat(51))];
    expect(await refusalOf(git.createTree({ ...at, tree }))).toMatch(/^422 .*too large/);
  });

  it('gives the contents of a file raw or as JSON, and lists a directory', async () => {
    const { github, repos } = await open();
    github.git.commitFiles('data', { 'a/b.json': '{"x":1}', 'a/large': 'x'.repeat(1024 * 1024 + 1) });
    const raw = await repos.getContent({
      ...at,
      path: 'a/b.json',
      ref: 'refs/heads/data',
      mediaType: { format: 'raw' },
    });
    expect(raw.data).toBe('{"x":1}');
    const file = await repos.getContent({ ...at, path: 'a/b.json', ref: 'data' });
    expect(file.data).toMatchObject({ type: 'file', content: Buffer.from('{"x":1}').toString('base64') });
    const large = await repos.getContent({ ...at, path: 'a/large', ref: 'data' });
    expect(large.data).toMatchObject({ content: '', encoding: 'none' });
    const directory = await repos.getContent({ ...at, path: 'a', ref: 'data' });
    expect(directory.data).toMatchObject([{ name: 'b.json' }, { name: 'large' }]);
  });
});
