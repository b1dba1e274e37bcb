import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/load.ts';
import { githubClient } from '../../src/github/client.ts';
import type { OtherEvent, PushEvent } from '../../src/github/event.ts';
import type { CheckResult } from '../../src/measurement/result.ts';
import { keepOverrides } from '../../src/parts/keep-overrides.ts';
import { startDescribedGithub } from '../github/contract.ts';
import { cases } from '../report/result-factory.ts';

const head = '1a2b3c4'.padEnd(40, '0');
const merge = 'e'.repeat(40);
const others = ['d'.repeat(40), 'c'.repeat(40)];
const mergedAt = '2026-03-10T12:00:00Z';
const given = '2026-03-09T08:00:00Z';

const common = {
  repository: { owner: 'octo', name: 'models' },
  headCommit: merge,
  runUrl: null,
  runId: 1,
  attempt: 1,
  runKey: '1-1',
  apiUrl: '',
  server: '',
};
const push: PushEvent = {
  ...common,
  kind: 'push',
  name: 'push',
  branch: 'main',
  defaultBranch: true,
  before: 'b'.repeat(40),
  after: merge,
  commits: [merge, ...others],
};
const schedule: OtherEvent = {
  ...common,
  kind: 'other',
  name: 'schedule',
  ref: 'refs/heads/main',
  defaultBranch: true,
  base: null,
  mergeGroup: null,
};

function configured(baseline: string): Config {
  const text = `version: 1
tasks: { talk: { kind: summarization, dataset: data.jsonl } }
models: [{ id: model, path: model, task: talk }]
baseline: ${baseline}
`;
  return parseConfig(text, { file: 'cegi.yml', root: '/repository' });
}

/** A push that merged pull request 12, whose check mona overrode, where the branch has a history. */
async function scene() {
  const github = await startDescribedGithub();
  github.git.commitFiles('cegi-data', { 'index/manifest.json': '[]\n' });
  github.permissions.set('mona', 'write');
  const pull = {
    number: 12,
    from: 'octo/models',
    branch: 'change',
    headSha: head,
    base: { branch: 'main', sha: 'b'.repeat(40) },
    merged: { by: [merge], at: mergedAt },
  };
  github.pulls.push(pull);
  github.pushes.push({
    repository: 'octo/models',
    branch: 'change',
    commit: head,
    at: '2026-03-01T00:00:00Z',
  });
  const comment = github.addComment(12, '/cegi-override worth it', 'mona');
  comment.at = given;
  const keep = async ({
    event = push as PushEvent | OtherEvent,
    store = '{ store: branch }',
    of = {} as Partial<CheckResult>,
  } = {}) => {
    const octokit = githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1, enduranceMs: 2000 });
    const result: CheckResult = { ...cases.regression!(), recorded: true, ...of };
    await keepOverrides(result, configured(store), { event, octokit });
    return kept();
  };
  const kept = () =>
    new Map([...github.git.filesOf('cegi-data')].filter(([path]) => path.startsWith('overrides/')));
  return { github, pull, comment, keep };
}

describe('what somebody overrode', () => {
  let printed: string[];
  beforeEach(() => {
    printed = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  });

  it('is kept on the branch by the push that merges it, once', async () => {
    const { github, keep } = await scene();
    const kept = await keep();
    expect([...kept.keys()]).toEqual(['overrides/12.json']);
    expect(JSON.parse(kept.get('overrides/12.json')!)).toEqual({
      pullRequest: 12,
      commit: head,
      mergedAt,
      mergedBy: merge,
      override: { by: 'mona', reason: 'worth it', until: '2026-03-23T08:00:00.000Z', source: 'comment' },
    });
    const tip = github.git.refs.get('refs/heads/cegi-data');
    expect(await keep()).toEqual(kept);
    expect(github.git.refs.get('refs/heads/cegi-data')).toBe(tip);
    expect(printed.join('')).not.toContain('::warning');
  });

  it('is kept of each pull request that the push merged', async () => {
    const { github, pull, keep } = await scene();
    github.pulls.push({
      ...pull,
      number: 13,
      branch: 'other',
      merged: { by: others.slice(0, 1), at: mergedAt },
    });
    github.pushes.push({ ...github.pushes[0]!, branch: 'other' });
    github.addComment(13, '/cegi-override that, too', 'mona').at = given;
    expect([...(await keep()).keys()]).toEqual(['overrides/12.json', 'overrides/13.json']);
  });

  it('is what held when it was merged: what ended since is kept, and what was given since is not', async () => {
    const { comment, keep } = await scene();
    comment.at = '2026-03-11T00:00:00Z';
    expect(await keep()).toEqual(new Map());
    comment.at = given;
    comment.body = '/cegi-override worth it until 2026-03-10';
    expect((await keep()).size).toBe(1);
  });

  it('is nothing where it was of an older commit, or of somebody who may not', async () => {
    const { github, comment, pull, keep } = await scene();
    github.pushes.push({ ...github.pushes[0]!, commit: '5'.repeat(40), at: '2026-03-09T09:00:00Z' });
    pull.headSha = '5'.repeat(40);
    expect(await keep()).toEqual(new Map());
    expect(printed.join('')).toContain(
      '::warning::Pull request 12: An override by comment of mona does not count',
    );
    github.pushes.pop();
    pull.headSha = head;
    comment.login = 'stranger';
    expect(await keep()).toEqual(new Map());
  });

  it.each([
    ['what is not recorded', { of: { recorded: false } }],
    ['a schedule', { event: schedule }],
    ['a cache', { store: '{ store: cache }' }],
    ['files', { store: '{ store: file, path: .cegi }' }],
    ['overrides that are off', { of: { policy: { ...cases.regression!().policy, overrideDays: null } } }],
  ])('is not asked for with %s', async (_, options) => {
    const { github, keep } = await scene();
    expect(await keep(options)).toEqual(new Map());
    expect(github.requests).toEqual([]);
  });

  it('costs one request where the push merged nothing, and three where nobody overrode it', async () => {
    const { github, comment, pull, keep } = await scene();
    comment.body = 'Thanks!';
    const event = { ...push, commits: [merge] };
    await keep({ event });
    expect(github.requests).toHaveLength(3);
    pull.merged.by = [];
    await keep({ event });
    expect(github.requests).toHaveLength(4);
  });

  it('asks about the newest twenty commits of a large push', async () => {
    const { github, pull, keep } = await scene();
    const commits = Array.from({ length: 30 }, (_, i) => String(i).padStart(40, '0'));
    pull.merged.by = commits.slice(19, 20);
    expect((await keep({ event: { ...push, commits } })).size).toBe(1);
    expect(github.requests.filter(({ path }) => path.endsWith('/pulls'))).toHaveLength(20);
  });

  it("is not put on somebody else's branch", async () => {
    const { github, keep } = await scene();
    github.git.commitFiles('site', { 'index.html': 'Hello' });
    await keep({ store: '{ store: branch, branch: site }' });
    expect([...github.git.filesOf('site').keys()]).toEqual(['index.html']);
  });

  it.each([
    ['pull requests', /\/pulls$/],
    ['the branch', /git\/commits$/],
  ])('is missed with a warning where the token may not do with %s what it has to', async (_, path) => {
    const { github, keep } = await scene();
    github.fail({ path, with: 403 });
    expect(await keep()).toEqual(new Map());
    expect(printed.join('')).toMatch(
      /^::warning::Who overrode what this push merged is not kept on the branch cegi-data: .*pull-requests: read/m,
    );
  });

  it('changes no command of the log, whatever its text', async () => {
    const { github, keep } = await scene();
    github.fail({ path: /\/pulls$/, with: 403, message: 'no\n::error::forged' });
    await keep();
    expect(printed.join('')).not.toMatch(/^::error/m);
  });
});
