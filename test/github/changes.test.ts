import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { UserError } from '../../src/errors.ts';
import { changesOf } from '../../src/github/changes-of.ts';
import { githubClient } from '../../src/github/client.ts';
import type { GithubEvent, OtherEvent, PullRequestEvent, PushEvent } from '../../src/github/event.ts';
import { startDescribedGithub } from './contract.ts';

const common = {
  repository: { owner: 'octo', name: 'models' },
  runUrl: null,
  runId: null,
  attempt: 1,
  runKey: null,
  apiUrl: 'https://api.github.com',
  server: 'https://github.com',
};

function pullRequest(headSha: string, baseSha: string, changes: Partial<PullRequestEvent> = {}): GithubEvent {
  return {
    ...common,
    kind: 'pull-request',
    name: 'pull_request',
    headCommit: headSha,
    number: 7,
    headSha,
    baseRef: 'main',
    intoDefault: true,
    baseSha,
    fromFork: false,
    ...changes,
  };
}

function push(before: string | null, after: string): PushEvent {
  const branch = { branch: 'main', defaultBranch: true, before, after };
  return { ...common, kind: 'push', name: 'push', headCommit: after, commits: [after], ...branch };
}

function other(event: Pick<OtherEvent, 'name' | 'headCommit'> & Partial<OtherEvent>): OtherEvent {
  return {
    ...common,
    kind: 'other',
    ref: 'refs/heads/main',
    defaultBranch: true,
    base: null,
    mergeGroup: null,
    ...event,
  };
}

/** A repository with two commits on main and two on a branch that left after the first. */
async function repository() {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-git-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q', '-b', 'main');
  await write('.github/cegi.yml', 'version: 1\n');
  await write('models/old name/weights.bin', 'the same content in both places, long enough to be a rename\n');
  await write('models/größe/model.onnx', '1');
  const mergeBase = commit('first');
  git('checkout', '-q', '-b', 'smaller');
  await write('models/größe/model.onnx', '2');
  await write('.github/cegi.yml', 'version: 1 # loosened\n');
  commit('second');
  await rename(join(directory, 'models/old name'), join(directory, 'models/new\tname'));
  const head = commit('third');
  git('checkout', '-q', 'main');
  await write('unrelated.txt', 'on main only');
  const base = commit('on main');
  return { directory, git, write, commit, mergeBase, head, base };
}

const changedOnBranch = [
  '.github/cegi.yml',
  'models/größe/model.onnx',
  'models/new\tname/weights.bin',
  'models/old name/weights.bin',
];

describe('changes from the local history', () => {
  it('are those since the merge base, with both names of a renamed file', async () => {
    const { directory, head, base, mergeBase } = await repository();
    const { changes } = await changesOf(pullRequest(head, base), directory, null);
    expect(changes?.baseCommit).toBe(mergeBase);
    expect([...changes!.changedFiles].sort()).toEqual(changedOnBranch);
    expect(changes?.incomplete).toBeNull();
  });

  it('read a file as it was at the base, and null where it was not there', async () => {
    const { directory, head, base } = await repository();
    const { changes } = await changesOf(pullRequest(head, base), directory, null);
    expect(await changes!.fileAtBase('.github/cegi.yml')).toBe('version: 1\n');
    expect(await changes!.fileAtBase('models/größe/model.onnx')).toBe('1');
    expect(await changes!.fileAtBase('unrelated.txt')).toBeNull();
    expect(await changes!.fileAtBase('models/*/model.onnx')).toBeNull();
    expect(await changes!.fileAtBase(':(top).github/cegi.yml')).toBeNull();
    await expect(changes!.fileAtBase('models')).rejects.toThrow(/not a plain file/);
  });

  it('do not follow a link at the base', async () => {
    const { directory, git, write, commit } = await repository();
    await write('rules.yml', 'version: 1\n');
    await symlink('rules.yml', join(directory, 'link.yml'));
    const base = commit('a link');
    git('checkout', '-q', '-b', 'linked');
    await write('x', 'x');
    const { changes } = await changesOf(pullRequest(commit('x'), base), directory, null);
    await expect(changes!.fileAtBase('link.yml')).rejects.toThrow(/links are not followed/);
  });

  it.each(['the event', 'the clone'])(
    'start at the later of the two tips of the base branch where %s knows an older one',
    async (behind) => {
      const { directory, git, base, mergeBase } = await repository();
      git('checkout', '-q', 'smaller');
      git('merge', '-q', '--no-edit', 'main');
      const head = git('rev-parse', 'HEAD');
      git('update-ref', 'refs/remotes/origin/main', behind === 'the clone' ? mergeBase : base);
      const event = pullRequest(head, behind === 'the event' ? mergeBase : base);
      const { changes } = await changesOf(event, directory, null);
      expect(changes?.baseCommit).toBe(base);
      expect(changes?.changedFiles).not.toContain('unrelated.txt');
    },
  );

  it('work from a directory inside the repository, whatever git is set to', async () => {
    const { directory, git, head, base } = await repository();
    git('config', 'diff.relative', 'true');
    git('config', 'diff.renames', 'copies');
    const { changes } = await changesOf(pullRequest(head, base), join(directory, 'models'), null);
    expect([...changes!.changedFiles].sort()).toEqual(changedOnBranch);
    expect(await changes!.fileAtBase('.github/cegi.yml')).toBe('version: 1\n');
  });

  it('of a push are those since the commit before it', async () => {
    const { directory, base, mergeBase } = await repository();
    const { changes } = await changesOf(push(mergeBase, base), directory, null);
    expect(changes).toMatchObject({ baseCommit: mergeBase, changedFiles: ['unrelated.txt'] });
  });

  it('of a force push are those between its two commits', async () => {
    const { directory, base, head } = await repository();
    const { changes } = await changesOf(push(base, head), directory, null);
    expect([...changes!.changedFiles].sort()).toEqual([...changedOnBranch, 'unrelated.txt']);
  });

  it('of a merge group are those since the commit that it would be merged onto', async () => {
    const { directory, base, mergeBase } = await repository();
    const event = other({ name: 'merge_group', headCommit: base, base: mergeBase });
    const { changes } = await changesOf(event, directory, null);
    expect(changes).toMatchObject({ baseCommit: mergeBase, changedFiles: ['unrelated.txt'] });
  });

  it('are everything where a push made the branch, and where an event has no base', async () => {
    const { directory, base } = await repository();
    expect(await changesOf(push(null, base), directory, null)).toEqual({
      changes: null,
      reason: 'the push made the branch main',
    });
    const schedule = other({ name: 'schedule', headCommit: base });
    expect((await changesOf(schedule, directory, null)).changes).toBeNull();
  });
});

describe('changes from the API', () => {
  const head = 'a'.repeat(40);
  const base = 'b'.repeat(40);
  const mergeBase = 'c'.repeat(40);
  let github: LoopbackGithub;
  let directory: string;

  beforeEach(async () => {
    github = await startDescribedGithub();
    directory = await mkdtemp(join(tmpdir(), 'cegi-no-git-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const client = () => githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1 });
  const files = (count: number) => Array.from({ length: count }, (_, i) => ({ filename: `f/${i}` }));

  it('stand in for a clone that is too shallow', async () => {
    const origin = await repository();
    origin.git('checkout', '-q', 'smaller');
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${origin.directory}`, directory]);
    github.comparisons.set(`main...${origin.head}`, {
      mergeBase: origin.mergeBase,
      files: [{ filename: 'models/größe/model.onnx' }],
    });
    github.files.set(`${origin.mergeBase}:.github/cegi.yml`, 'version: 1\n');
    const { changes } = await changesOf(pullRequest(origin.head, origin.base), directory, client());
    expect(changes).toMatchObject({
      baseCommit: origin.mergeBase,
      changedFiles: ['models/größe/model.onnx'],
      incomplete: null,
    });
    expect(await changes!.fileAtBase('.github/cegi.yml')).toBe('version: 1\n');
  });

  it('have both names of a renamed file', async () => {
    github.comparisons.set(`main...${head}`, {
      mergeBase,
      files: [{ filename: 'new/ü', previous_filename: 'old/ü' }, { filename: 'x' }],
    });
    const { changes } = await changesOf(pullRequest(head, base), directory, client());
    expect(changes?.changedFiles).toEqual(['new/ü', 'old/ü', 'x']);
  });

  it('compare with a base branch whose name has slashes', async () => {
    github.comparisons.set(`release/2.x...${head}`, { mergeBase, files: files(1) });
    const event = pullRequest(head, base, { baseRef: 'release/2.x' });
    expect((await changesOf(event, directory, client())).changes?.baseCommit).toBe(mergeBase);
  });

  it('compare with the commit that the event knows where the base branch is gone', async () => {
    github.comparisons.set(`${base}...${head}`, { mergeBase, files: files(1) });
    expect((await changesOf(pullRequest(head, base), directory, client())).changes?.baseCommit).toBe(
      mergeBase,
    );
  });

  it('of more than 300 files are listed from the pull request', async () => {
    github.comparisons.set(`main...${head}`, { mergeBase, files: files(750) });
    github.pullFiles.set(7, files(750));
    const { changes } = await changesOf(pullRequest(head, base), directory, client());
    expect(changes?.changedFiles).toHaveLength(750);
    expect(changes?.incomplete).toBeNull();
  });

  it('of more files than GitHub lists say so, and still know the base', async () => {
    github.comparisons.set(`main...${head}`, { mergeBase, files: files(3000) });
    github.pullFiles.set(7, files(3000));
    github.files.set(`${mergeBase}:cegi.yml`, 'version: 1\n');
    const { changes } = await changesOf(pullRequest(head, base), directory, client());
    expect(changes?.incomplete).toMatch(/first 3000 files/);
    expect(await changes!.fileAtBase('cegi.yml')).toBe('version: 1\n');
  });

  it('of a push of more than 300 files say that they are incomplete', async () => {
    github.comparisons.set(`${base}...${head}`, { mergeBase: base, files: files(301) });
    const { changes } = await changesOf(push(base, head), directory, client());
    expect(changes).toMatchObject({
      baseCommit: base,
      incomplete: expect.stringMatching(/300 files of a push/),
    });
  });

  it('of a force push say that they are incomplete', async () => {
    github.comparisons.set(`${base}...${head}`, { base, mergeBase, files: files(1) });
    const { changes } = await changesOf(push(base, head), directory, client());
    expect(changes).toMatchObject({ baseCommit: base, incomplete: expect.stringMatching(/rewrote/) });
  });

  it('are everything where a force push removed the commit before it', async () => {
    const outcome = await changesOf(push(base, head), directory, client());
    expect(outcome).toEqual({ changes: null, reason: `the commit before, ${base}, is gone` });
  });

  it('know a file that was not at the base from one that could not be read', async () => {
    github.comparisons.set(`main...${head}`, { mergeBase, files: files(1) });
    const { changes } = await changesOf(pullRequest(head, base), directory, client());
    expect(await changes!.fileAtBase('cegi.yml')).toBeNull();
    github.fail({ path: /contents/, with: 500 });
    await expect(changes!.fileAtBase('cegi.yml')).rejects.toThrow(/could not be read at/);
  });

  it.each([403, 500, 'reset'] as const)(
    'that cannot be had (%s) stop the check with advice',
    async (fault) => {
      github.fail({ path: /compare/, with: fault });
      const attempt = changesOf(pullRequest(head, base), directory, client());
      await expect(attempt).rejects.toBeInstanceOf(UserError);
      await expect(attempt).rejects.toThrow(/fetch-depth: 0/);
    },
  );

  it('stop the check with advice where there is no token either', async () => {
    const attempt = changesOf(pullRequest(head, base), directory, null);
    await expect(attempt).rejects.toThrow(/there is no token.*fetch-depth: 0/);
  });
});
