import { describe, expect, it, onTestFinished } from 'vitest';
import { secondaryRateLimit } from '../../src/demo/loopback-github/faults.ts';
import {
  type LoopbackGithub,
  type LoopbackOptions,
  startLoopbackGithub,
} from '../../src/demo/loopback-github.ts';
import { checkIdentity } from '../../src/github/check-identity.ts';
import { type CheckRunTarget, upsertCheckRun } from '../../src/github/check-run.ts';
import { githubClient } from '../../src/github/client.ts';
import { hostileStrings } from '../report/hostile-strings.ts';
import { startDescribedGithub } from './contract.ts';

const headSha = 'a'.repeat(40);
const annotation = {
  path: 'models/sql/adapter_model.safetensors',
  level: 'error',
  title: 'sql: regression',
  message: 'Energy rose 21 %.',
} as const;

const { checkRun: checkRunName } = checkIdentity('.github/cegi.yml', null);

/** @param described false where GitHub does what its own description of the API leaves out */
async function scene({ described = true, ...options }: LoopbackOptions & { described?: boolean } = {}) {
  const github = await (described ? startDescribedGithub : startLoopbackGithub)(options);
  if (!described) onTestFinished(() => github.close());
  const show = (given: Partial<CheckRunTarget> = {}, { attemptTimeoutMs = 5000, limitMs = 10_000 } = {}) => {
    const octokit = githubClient({ token: 't', apiUrl: github.url, attemptTimeoutMs, retryUnitMs: 1 });
    const target: CheckRunTarget = {
      owner: 'octo',
      repo: 'models',
      name: checkRunName,
      headSha,
      conclusion: 'failure',
      title: 'Carbon regression',
      summary: 'One model breaks a rule.',
      annotations: [annotation],
      detailsUrl: 'https://github.com/octo/models/actions/runs/1',
      ...given,
    };
    return upsertCheckRun(octokit, target, { limitMs, retryUnitMs: 1 });
  };
  return { github, show };
}

const writes = ({ requests }: LoopbackGithub) =>
  requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
const foreign = {
  id: 1,
  name: checkRunName,
  headSha,
  conclusion: 'success',
  title: 'x',
  summary: 'x',
} as const;

describe('a check run', () => {
  it("is made in one call, on the pull request's own commit, with its annotations", async () => {
    const { github, show } = await scene();
    expect(await show()).toMatchObject({ shown: true, action: 'created' });
    expect(writes(github)).toHaveLength(1);
    expect(github.checkRuns).toMatchObject([
      {
        name: 'CEGI carbon check',
        headSha,
        conclusion: 'failure',
        title: 'Carbon regression',
        summary: 'One model breaks a rule.',
        detailsUrl: 'https://github.com/octo/models/actions/runs/1',
        annotations: [
          {
            path: annotation.path,
            start_line: 1,
            end_line: 1,
            annotation_level: 'failure',
            title: 'sql: regression',
            message: 'Energy rose 21 %.',
          },
        ],
      },
    ]);
  });

  it.each(['success', 'failure', 'neutral'] as const)('concludes with %s', async (conclusion) => {
    const { github, show } = await scene();
    await show({ conclusion, annotations: [], detailsUrl: null });
    expect(github.checkRuns).toMatchObject([{ conclusion, annotations: [], detailsUrl: null }]);
  });

  it('is updated by a later run on the same commit, and no annotation stands there twice', async () => {
    const { github, show } = await scene();
    await show();
    const another = { ...annotation, path: 'data/sql.jsonl', level: 'notice' as const };
    const later = { conclusion: 'neutral', summary: 'Later.', annotations: [annotation, another] } as const;
    expect(await show(later)).toMatchObject({ shown: true, action: 'updated' });
    expect(github.checkRuns).toMatchObject([
      {
        conclusion: 'neutral',
        summary: 'Later.',
        annotations: [{ path: annotation.path }, { path: 'data/sql.jsonl' }],
      },
    ]);
  });

  it('is not written again where nothing changed', async () => {
    const { github, show } = await scene();
    await show({ summary: 'a\nb\n' });
    github.checkRuns[0]!.summary = 'a\r\nb';
    expect(await show({ summary: 'a\nb\n' })).toMatchObject({ shown: true, action: 'unchanged' });
    expect(writes(github)).toHaveLength(1);
  });

  it('of another commit is a new one', async () => {
    const { github, show } = await scene();
    await show();
    expect(await show({ headSha: 'b'.repeat(40) })).toMatchObject({ action: 'created' });
    expect(github.checkRuns).toHaveLength(2);
  });

  it.each([
    ["a workflow's job of the same name", { externalId: '', app: 'github-actions' }],
    ['another app', { externalId: 'cegi:check', app: 'someone-else' }],
  ])('leaves alone that of %s', async (_, owner) => {
    const { github, show } = await scene();
    const other = { ...foreign, ...owner, detailsUrl: null, annotations: [] };
    github.checkRuns.push(other);
    expect(await show()).toMatchObject({ shown: true, action: 'created' });
    expect(github.checkRuns).toHaveLength(2);
    expect(other.title).toBe('x');
  });

  it('is that of whatever app the token is of', async () => {
    const { github, show } = await scene({ login: 'carbon-app[bot]' });
    await show();
    expect(github.checkRuns[0]!.app).toBe('carbon-app');
    expect(await show({ title: 'Later' })).toMatchObject({ action: 'updated' });
  });

  it('is found among many', async () => {
    const { github, show } = await scene();
    for (let i = 0; i < 230; i++) {
      github.checkRuns.push({
        ...foreign,
        id: i,
        externalId: '',
        app: 'x',
        detailsUrl: null,
        annotations: [],
      });
    }
    await show();
    expect(await show({ title: 'Later' })).toMatchObject({ action: 'updated' });
    expect(github.checkRuns).toHaveLength(231);
  });

  it.each(Object.entries(hostileStrings).filter(([, text]) => text !== '' && text.length < 1000))(
    'says what it is told, whatever that is: %s',
    async (_, text) => {
      const { github, show } = await scene();
      const said = { path: `models/${text}`, level: 'error', title: text, message: text } as const;
      expect(await show({ title: 'x', summary: text, annotations: [said] })).toMatchObject({ shown: true });
      expect(await show({ title: 'y', summary: text, annotations: [said] })).toMatchObject({ shown: true });
      expect(github.checkRuns).toHaveLength(1);
      expect(github.checkRuns[0]!.annotations.map(({ path }) => path)).toEqual([
        JSON.parse(JSON.stringify(`models/${text}`)),
      ]);
    },
  );
});

describe('a check run where GitHub has trouble', () => {
  it('is not made with the token of a fork, and the reason says what to do', async () => {
    const { github, show } = await scene({ readOnly: true });
    expect(await show()).toEqual({
      shown: false,
      mayNot: true,
      reason: expect.stringMatching(/HTTP 403.*checks: write.*fork/s),
    });
    expect(writes(github)).toHaveLength(1);
  });

  it('is not made where the token may not see the repository', async () => {
    const { show } = await scene({ hidden: true });
    expect(await show()).toMatchObject({ shown: false, mayNot: true });
  });

  it.each([
    ['a rate limit by 403', { with: 403, headers: { 'x-ratelimit-remaining': '0' } }, /rate limit/],
    ['a rate limit by 429', { with: 429, headers: { 'retry-after': '60' } }, /for 60 s \(HTTP 429\)/],
    ['a secondary rate limit', secondaryRateLimit(403, 30), /for 30 s/],
    ['a refusal', { with: 422, message: 'No commit found for SHA' }, /HTTP 422: No commit found/],
  ] as const)('is not asked for again at %s', async (what, fault, reason) => {
    const { github, show } = await scene({ described: what !== 'a refusal' });
    github.fail({ method: 'POST', path: /check-runs$/, ...fault });
    expect(await show()).toMatchObject({
      shown: false,
      mayNot: false,
      reason: expect.stringMatching(reason),
    });
    expect(writes(github)).toHaveLength(1);
    expect(github.checkRuns).toEqual([]);
  });

  it.each([500, 502, 503])('waits out two answers of %i', async (status) => {
    const { github, show } = await scene();
    github.fail({ method: 'POST', path: /check-runs$/, with: status, times: 2 });
    expect(await show()).toMatchObject({ shown: true, action: 'created' });
    expect(github.checkRuns).toHaveLength(1);
  });

  it('gives up on a server that keeps failing', async () => {
    const { github, show } = await scene();
    github.fail({ path: /check-runs/, with: 503 });
    expect(await show()).toEqual({
      shown: false,
      mayNot: false,
      reason: 'GitHub failed to answer (HTTP 503).',
    });
  });

  it.each(['reset-after', 'half'] as const)('is not made twice where its answer is lost: %s', async (how) => {
    const { github, show } = await scene();
    github.fail({ method: 'POST', path: /check-runs$/, with: how, times: 1 });
    expect(await show()).toMatchObject({ shown: true, action: 'unchanged' });
    expect(github.checkRuns).toHaveLength(1);
    expect(github.checkRuns[0]!.annotations).toHaveLength(1);
  });

  it.each(['reset-after', 'half'] as const)(
    'is not annotated twice where the answer to an update is lost: %s',
    async (how) => {
      const { github, show } = await scene();
      await show({ annotations: [] });
      github.fail({ method: 'PATCH', path: /check-runs/, with: how, times: 1 });
      expect(await show({ title: 'Later' })).toMatchObject({ shown: true, action: 'unchanged' });
      expect(github.checkRuns[0]!.annotations).toHaveLength(1);
    },
  );

  it.each(['commits/[^/]+/check-runs$', '/graphql$', 'annotations$'])(
    'is not made again because %s broke off halfway',
    async (path) => {
      const { github, show } = await scene();
      await show();
      github.fail({ path: new RegExp(path), with: 'half', times: 1 });
      expect(await show({ title: 'Later' })).toMatchObject({ shown: true, action: 'updated' });
      expect(github.checkRuns).toHaveLength(1);
      expect(github.checkRuns[0]!.annotations).toHaveLength(1);
    },
  );

  it('is given up where every connection breaks', async () => {
    const { github, show } = await scene();
    github.fail({ path: /check-runs/, with: 'reset' });
    expect(await show()).toMatchObject({
      shown: false,
      reason: expect.stringMatching(/could not be reached/),
    });
  });

  it('does not hang on a server that stalls', async () => {
    const { github, show } = await scene();
    github.fail({ path: /check-runs/, with: 'stall' });
    const outcome = await show({}, { attemptTimeoutMs: 60_000, limitMs: 200 });
    expect(outcome).toMatchObject({ shown: false, reason: expect.stringMatching(/no answer within 0\.2 s/) });
  });
});

it('the checks of two configurations, and of a commit into two branches, stand beside each other', async () => {
  const { github, show } = await scene();
  const names = [
    checkIdentity('.github/cegi.yml', null),
    checkIdentity('.github/cegi.yml', 'release/1.x'),
    checkIdentity('vision/cegi.yml', null),
  ].map(({ checkRun }) => checkRun);
  for (const name of names) expect(await show({ name })).toMatchObject({ action: 'created' });
  expect(await show({ name: names[0]! })).toMatchObject({ action: 'unchanged' });
  expect(github.checkRuns.map(({ name }) => name)).toEqual([
    'CEGI carbon check',
    'CEGI carbon check (into release/1.x)',
    'CEGI carbon check (vision/cegi.yml)',
  ]);
  expect(checkIdentity('vision/cegi.yml', null).marker).toBe('<!-- cegi:check%3Avision%2Fcegi.yml -->');
  expect(checkIdentity('.github/cegi.yml', 'x').marker).toBe('<!-- cegi:check -->');
});
