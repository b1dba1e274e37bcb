import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readEvent } from '../../src/github/event.ts';

const head = 'a'.repeat(40);
const base = 'b'.repeat(40);
const merge = 'c'.repeat(40);

async function read(name: string, payload: unknown, variables: Record<string, string> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-event-'));
  const path = join(directory, 'event.json');
  await writeFile(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readEvent({
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path,
    GITHUB_REPOSITORY: 'octo/models',
    GITHUB_SHA: merge,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '2',
    ...variables,
  });
}

function pullRequest(changes: { headRepo?: { full_name: string } | null; baseRef?: string } = {}) {
  return {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      user: { login: 'mona' },
      head: { sha: head, ref: 'smaller', repo: changes.headRepo ?? { full_name: 'octo/models' } },
      base: { sha: base, ref: changes.baseRef ?? 'main', repo: { full_name: 'octo/models' } },
    },
  };
}

const push = { ref: 'refs/heads/main', before: base, after: head, repository: { default_branch: 'main' } };

describe('the event of a run', () => {
  it('takes the commit that the author pushed, not the merge commit', async () => {
    const event = await read('pull_request', pullRequest());
    expect(event).toMatchObject({
      kind: 'pull-request',
      name: 'pull_request',
      number: 7,
      headCommit: head,
      headSha: head,
      baseRef: 'main',
      baseSha: base,
      fromFork: false,
      repository: { owner: 'octo', name: 'models' },
      runUrl: 'https://github.com/octo/models/actions/runs/42/attempts/2',
      runKey: '42-2',
    });
  });

  it('knows a fork by its repository', async () => {
    const fork = pullRequest({ headRepo: { full_name: 'mona/models' } });
    expect(await read('pull_request_target', fork)).toMatchObject({ kind: 'pull-request', fromFork: true });
  });

  it('counts a deleted fork as a fork', async () => {
    const payload = pullRequest();
    Object.assign(payload.pull_request.head, { repo: null });
    expect(await read('pull_request', payload)).toMatchObject({ fromFork: true });
  });

  it('tells a push to the default branch from a push to another', async () => {
    const ref = { GITHUB_REF: 'refs/heads/main' };
    expect(await read('push', push, ref)).toMatchObject({
      kind: 'push',
      branch: 'main',
      defaultBranch: true,
      before: base,
      after: head,
    });
    const other = { ...push, ref: 'refs/heads/feature/größe' };
    expect(await read('push', other, { GITHUB_REF: other.ref })).toMatchObject({
      branch: 'feature/größe',
      defaultBranch: false,
    });
  });

  it('knows the commits of a push, the newest first', async () => {
    const ref = { GITHUB_REF: 'refs/heads/main' };
    expect(await read('push', push, ref)).toMatchObject({ commits: [head] });
    const several = { ...push, commits: [{ id: base, message: 'x' }, { id: head }] };
    expect(await read('push', several, ref)).toMatchObject({ commits: [head, base] });
    await expect(read('push', { ...push, commits: [{ id: '../x' }] }, ref)).rejects.toThrow(/commits\.0\.id/);
  });

  it('is read where an account is gone', async () => {
    const payload = pullRequest();
    const pull = { ...payload.pull_request, user: null };
    expect(await read('pull_request', { ...payload, pull_request: pull })).toMatchObject({ number: 7 });
  });

  it('has no commit before a push that made the branch', async () => {
    const first = { ...push, before: '0'.repeat(40) };
    expect(await read('push', first, { GITHUB_REF: 'refs/heads/main' })).toMatchObject({ before: null });
  });

  it('takes a pushed tag, a release, a schedule and a dispatch for events without a base', async () => {
    const repository = { default_branch: 'main' };
    const tag = { GITHUB_REF: 'refs/tags/v1' };
    expect(await read('push', { ...push, ref: 'refs/tags/v1' }, tag)).toMatchObject({
      kind: 'other',
      name: 'push',
      defaultBranch: false,
    });
    expect(await read('release', { repository }, tag)).toMatchObject({ kind: 'other', ref: 'refs/tags/v1' });
    const main = { GITHUB_REF: 'refs/heads/main' };
    expect(await read('schedule', { schedule: '0 3 * * *' }, main)).toMatchObject({ defaultBranch: true });
    expect(await read('workflow_dispatch', { repository }, main)).toMatchObject({ defaultBranch: true });
    const side = { GITHUB_REF: 'refs/heads/side' };
    expect(await read('workflow_dispatch', { repository }, side)).toMatchObject({ defaultBranch: false });
  });

  it('knows the commit that a merge group would be merged onto', async () => {
    const payload = {
      merge_group: { base_sha: base, head_sha: head },
      repository: { default_branch: 'main' },
    };
    const ref = { GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7' };
    expect(await read('merge_group', payload, ref)).toMatchObject({
      kind: 'other',
      base,
      defaultBranch: false,
    });
    expect(await read('release', { repository: { default_branch: 'main' } })).toMatchObject({
      base: null,
      mergeGroup: null,
    });
  });

  const queue = `refs/heads/gh-readonly-queue/main/pr-7-${base}`;
  const groups: [where: string, names: object, expected: object][] = [
    ['its branch names', { base_ref: 'refs/heads/main', head_ref: queue }, { pullRequest: 7, into: null }],
    [
      'is to get into another branch than the default one',
      { base_ref: 'refs/heads/release/2', head_ref: `gh-readonly-queue/release/2/pr-12-${head}` },
      { pullRequest: 12, into: 'release/2' },
    ],
    ['it does not say', {}, { pullRequest: null, into: null }],
    [
      'is of another branch',
      { base_ref: 'refs/heads/side', head_ref: queue },
      { pullRequest: null, into: 'side' },
    ],
    [
      'names a branch that is none',
      { base_ref: 'refs/heads/--upload-pack=x', head_ref: `gh-readonly-queue/--upload-pack=x/pr-7-${base}` },
      { pullRequest: null, into: null },
    ],
    ...[
      `gh-readonly-queue/main/pr-07-${base}`,
      `gh-readonly-queue/main/pr-7`,
      `gh-readonly-queue/main/pr-7-${base}/../pr-8`,
      `gh-readonly-queue/main/pr-99999999999-${base}`,
      `x/gh-readonly-queue/main/pr-7-${base}`,
      `gh-readonly-queue/main/pr-7-${base}\n`,
      'pr-7',
    ].map((head_ref): [string, object, object] => [
      `names it like ${JSON.stringify(head_ref)}`,
      { base_ref: 'refs/heads/main', head_ref },
      { pullRequest: null, into: null },
    ]),
  ];
  it.each(groups)('knows the pull request of a merge group where %s', async (_, names, mergeGroup) => {
    const payload = {
      merge_group: { base_sha: base, head_sha: head, ...names },
      repository: { default_branch: 'main' },
    };
    expect(await read('merge_group', payload, { GITHUB_REF: queue })).toMatchObject({ mergeGroup });
  });

  it('takes the API of another server', async () => {
    const server = {
      GITHUB_API_URL: 'http://127.0.0.1:8080/api/v3',
      GITHUB_SERVER_URL: 'http://127.0.0.1:8080',
    };
    expect(await read('pull_request', pullRequest(), server)).toMatchObject({
      apiUrl: 'http://127.0.0.1:8080/api/v3',
      server: 'http://127.0.0.1:8080',
      runUrl: 'http://127.0.0.1:8080/octo/models/actions/runs/42/attempts/2',
    });
    await expect(read('pull_request', pullRequest(), { GITHUB_API_URL: 'file:///etc' })).rejects.toThrow(
      /GITHUB_API_URL/,
    );
  });

  it.each(['--output=x', 'a..b', 'a b', 'a\nb', ''])(
    'refuses %j as the name of a branch',
    async (baseRef) => {
      const payload = pullRequest();
      payload.pull_request.base.ref = baseRef;
      await expect(read('pull_request', payload)).rejects.toThrow(/pull_request\.base\.ref: /);
    },
  );

  it('refuses a head that is not a commit', async () => {
    const payload = pullRequest();
    payload.pull_request.head.sha = 'main; rm -rf /';
    await expect(read('pull_request', payload)).rejects.toThrow(/head\.sha: is not the hash of a commit/);
  });

  it('says what is missing outside GitHub', async () => {
    await expect(readEvent({})).rejects.toThrow(/GITHUB_EVENT_NAME: .*command line outside GitHub/s);
    await expect(readEvent({})).rejects.toBeInstanceOf(UserError);
  });

  it('says so where the file is not JSON, or not there', async () => {
    await expect(read('push', '{')).rejects.toThrow(/is not JSON/);
    await expect(read('push', push, { GITHUB_EVENT_PATH: '/nowhere/event.json' })).rejects.toThrow(
      /could not be read/,
    );
  });

  it('answers any payload with an event or a readable error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('pull_request', 'push', 'release'),
        fc.jsonValue(),
        async (name, value) => {
          const outcome = await read(name, value, { GITHUB_REF: 'refs/heads/main' }).catch((error) => error);
          expect(outcome instanceof UserError || 'kind' in outcome).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
