import { describe, expect, it, onTestFinished } from 'vitest';
import { secondaryRateLimit } from '../src/demo/loopback-github/faults.ts';
import { startLoopbackGithub } from '../src/demo/loopback-github.ts';
import { findOverride } from '../src/find-override.ts';
import { githubClient } from '../src/github/client.ts';
import { startDescribedGithub } from './github/contract.ts';

const now = new Date('2026-03-10T12:00:00Z');
const at = '2026-03-09T08:00:00Z';
const head = '1a2b3c4'.padEnd(40, '0');
const older = '2b3c4d5'.padEnd(40, '0');

/** @param described false where GitHub does what its own description of the API leaves out */
async function scene({ described = true } = {}) {
  const github = described ? await startDescribedGithub() : await startLoopbackGithub();
  if (!described) onTestFinished(() => github.close());
  for (const [login, permission] of Object.entries({
    ada: 'admin',
    mia: 'maintain',
    wes: 'write',
    tri: 'triage',
    rae: 'read',
  })) {
    github.permissions.set(login, permission);
  }
  github.pulls.push({
    number: 7,
    from: 'octo/models',
    branch: 'change',
    headSha: head,
    base: { branch: 'main', sha: older },
  });
  /** Of the pull request's branch. */
  const push = (commit: string, when: string, repository = 'octo/models', branch = 'change') =>
    void github.pushes.push({ repository, branch, commit, at: when });
  push(older, '2026-01-01T00:00:00Z');
  push(head, '2026-02-01T00:00:00Z');
  const find = ({
    attemptTimeoutMs = 5000,
    limitMs = 10_000,
    days = 14,
    commit = head as string | null,
  } = {}) => {
    const octokit = githubClient({ token: 't', apiUrl: github.url, attemptTimeoutMs, retryUnitMs: 1 });
    const place = { owner: 'octo', repo: 'models', issue: 7 };
    return findOverride(octokit, place, { commit, days, now }, { limitMs, retryUnitMs: 1 });
  };
  const say = (login: string, body: string, given: { at?: string; issue?: number } = {}) => {
    const comment = github.addComment(given.issue ?? 7, body, login);
    comment.at = given.at ?? at;
    return comment;
  };
  const label = (
    login: string | null,
    name: string,
    given: { at?: string; removed?: boolean; issue?: number } = {},
  ) => void github.labellings.push({ issue: 7, label: name, login, at, ...given });
  return { github, find, say, label, push };
}

const nobody = { override: null, warnings: [] };

describe('an override on a pull request', () => {
  it('is none where nobody asks for one, and nobody is asked what they may', async () => {
    const { github, find, say, label } = await scene();
    say('wes', 'Looks good.');
    label('wes', 'bug');
    expect(await find()).toEqual(nobody);
    expect(github.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['labels', 'comments']);
  });

  it.each(['ada', 'mia', 'wes'])('is that of a comment by %s, who may write', async (login) => {
    const { find, say } = await scene();
    say(login, '/cegi-override the baseline is stale');
    expect(await find()).toEqual({
      override: {
        by: login,
        reason: 'the baseline is stale',
        until: '2026-03-23T08:00:00.000Z',
        source: 'comment',
      },
      warnings: [],
    });
  });

  it.each([
    ['tri', 'read'],
    ['rae', 'read'],
    ['stranger', 'none'],
  ])('is not that of %s, who may not', async (login, permission) => {
    const { find, say, label } = await scene();
    say(login, '/cegi-override please');
    label(login, 'cegi-override: please');
    const { override, warnings } = await find();
    expect(override).toBeNull();
    expect(warnings).toHaveLength(2);
    for (const warning of warnings) expect(warning).toContain(`${login} has ${permission}`);
  });

  it('is that of a label by somebody who may write', async () => {
    const { find, label } = await scene();
    label('tri', 'bug');
    label('wes', 'cegi-override: known, see notes');
    expect(await find()).toEqual({
      override: {
        by: 'wes',
        reason: 'known, see notes',
        until: '2026-03-23T08:00:00.000Z',
        source: 'label',
      },
      warnings: [],
    });
  });

  it('belongs to whoever set its label last', async () => {
    const { find, label } = await scene();
    const name = 'cegi-override: known';
    label('wes', name);
    label('wes', name, { removed: true });
    label('tri', name);
    expect(await find()).toMatchObject({
      override: null,
      warnings: [expect.stringContaining('tri has read')],
    });
    label('tri', name, { removed: true });
    label('ada', name);
    expect(await find()).toMatchObject({ override: { by: 'ada' }, warnings: [] });
  });

  it('ends with its label', async () => {
    const { find, label } = await scene();
    label('wes', 'cegi-override: known');
    label('wes', 'cegi-override: known', { removed: true });
    expect(await find()).toEqual(nobody);
  });

  it('of an account that is gone does not count', async () => {
    const { find, label } = await scene({ described: false });
    label(null, 'cegi-override: known');
    expect(await find()).toEqual({
      override: null,
      warnings: ['An override by label does not count: GitHub does not say who made it.'],
    });
  });

  it('of an app does not count, whatever that may do', async () => {
    const { github, find, say } = await scene();
    github.permissions.set('github-actions[bot]', 'write');
    say('github-actions[bot]', '/cegi-override as a model is called');
    expect(await find()).toMatchObject({
      override: null,
      warnings: [expect.stringContaining('an app made it')],
    });
  });

  it('of another pull request does not count', async () => {
    const { find, say, label } = await scene();
    say('wes', '/cegi-override x', { issue: 8 });
    label('wes', 'cegi-override: x', { issue: 8 });
    expect(await find()).toEqual(nobody);
  });

  it('lasts as long as the configuration says', async () => {
    const { find, say } = await scene();
    say('wes', '/cegi-override x', { at: '2026-03-08T00:00:00Z' });
    expect(await find({ days: 3 })).toMatchObject({ override: { until: '2026-03-11T00:00:00.000Z' } });
    expect(await find({ days: 2 })).toMatchObject({
      override: null,
      warnings: [expect.stringContaining('it ended on 2026-03-10')],
    });
  });

  it('is found on the third page of comments, of events and of labels', async () => {
    const { find, say, label } = await scene();
    for (let i = 0; i < 230; i++) {
      say('rae', `talk ${i}`);
      label('tri', `label ${i}`);
    }
    label('wes', 'cegi-override: known');
    expect(await find()).toMatchObject({ override: { by: 'wes', source: 'label' } });
    label('wes', 'cegi-override: known', { removed: true });
    say('ada', '/cegi-override known');
    expect(await find()).toMatchObject({ override: { by: 'ada', source: 'comment' } });
  });

  it('asks of no more than twenty people what they may, the newest first', async () => {
    const { github, find, say } = await scene();
    say('wes', '/cegi-override old', { at: '2026-03-01T00:00:00Z' });
    for (let i = 0; i < 60; i++) say(`stranger-${i}`, '/cegi-override me');
    const asked = () => github.requests.filter(({ path }) => path.endsWith('/permission')).length;
    expect(await find()).toMatchObject({ override: null });
    expect(asked()).toBe(20);
    say('ada', '/cegi-override newest', { at: '2026-03-10T00:00:00Z' });
    expect(await find()).toMatchObject({ override: { by: 'ada' } });
  });
});

describe('an override of a commit', () => {
  const known = { override: { by: 'wes', reason: 'known' }, warnings: [] };

  it.each(['comment', 'label'])('by %s does not cover what is pushed after it', async (by) => {
    const { find, say, label, push } = await scene();
    if (by === 'comment') say('wes', '/cegi-override known');
    else label('wes', 'cegi-override: known');
    expect(await find()).toMatchObject(known);
    const newer = '3c4d5e6'.padEnd(40, '0');
    push(newer, '2026-03-09T09:00:00Z');
    expect(await find({ commit: newer })).toEqual({
      override: null,
      warnings: [
        `An override by ${by} of wes does not count: it was given on 1a2b3c4, and this is 3c4d5e6; give it again.`,
      ],
    });
    // A run of the older commit that ends late.
    expect(await find()).toMatchObject(known);
  });

  it('is asked for with six requests, however many comments there are', async () => {
    const { github, find, say, label } = await scene();
    label('wes', 'cegi-override: known');
    say('wes', '/cegi-override other', { at: '2026-03-08T00:00:00Z' });
    await find();
    expect(github.requests.map(({ path }) => path.split('/').slice(4).join('/'))).toEqual([
      'issues/7/labels',
      'issues/7/events',
      'issues/7/comments',
      'pulls/7',
      'activity',
      'collaborators/wes/permission',
    ]);
  });

  it('is of what the branch was at, and not of what another one of the repository was', async () => {
    const { find, say, push } = await scene();
    push(older, '2026-03-09T07:00:00Z', 'octo/models', 'other');
    say('wes', '/cegi-override known');
    expect(await find()).toMatchObject(known);
  });

  it.each(['stranger/models', 'stranger/copy'])(
    'is of what the branch of the fork %s was at',
    async (from) => {
      const { github, find, say, push } = await scene();
      Object.assign(github.pulls[0]!, { from });
      // The same branch of this repository is another.
      push(older, '2026-03-09T07:00:00Z');
      push(head, '2026-03-09T07:30:00Z', from);
      say('wes', '/cegi-override known');
      expect(await find()).toMatchObject(known);
      push(older, '2026-03-09T07:45:00Z', from);
      expect(await find()).toMatchObject({ override: null });
    },
  );

  it.each([
    ['a private fork', 'stranger/private'],
    ['a fork that is gone', null],
  ])('of %s is one that names it', async (_, from) => {
    // GitHub's description has the repository of a head always there, and GitHub has not.
    const { github, find, say } = await scene({ described: from !== null });
    Object.assign(github.pulls[0]!, { from });
    say('wes', '/cegi-override known');
    expect(await find()).toEqual({
      override: null,
      warnings: [
        'An override by comment of wes does not count: GitHub does not tell which commit it was given on; ' +
          `write "/cegi-override ${head} reason".`,
      ],
    });
    say('wes', `/cegi-override ${head} known`);
    expect(await find()).toMatchObject({ override: known.override });
    github.fail({ path: /activity$/, with: 403 });
    expect(await find()).toMatchObject({ override: known.override });
  });

  it('is of the head where none is named', async () => {
    const { github, find, say } = await scene();
    say('wes', '/cegi-override known');
    expect(await find({ commit: null })).toMatchObject(known);
    github.pulls[0]!.headSha = older;
    expect(await find({ commit: null })).toMatchObject({ override: null });
  });
});

describe('a comment that was edited', () => {
  const long = '2026-01-15T00:00:00Z';

  it('counts from its last edit', async () => {
    const { github, find, say } = await scene();
    const comment = say('wes', '/cegi-override known', { at: long });
    expect(await find()).toMatchObject({ override: null });
    comment.edited = { at, by: 'wes' };
    expect(await find()).toMatchObject({
      override: { by: 'wes', until: '2026-03-23T08:00:00.000Z' },
      warnings: [],
    });
    expect(github.requests.filter(({ path }) => path === '/graphql')).toHaveLength(1);
  });

  it('is no newer for what else changes about it', async () => {
    const { find, say } = await scene();
    say('wes', '/cegi-override known', { at: long }).updatedAt = at;
    expect(await find()).toMatchObject({ override: null, warnings: [expect.stringContaining('it ended')] });
  });

  it.each([
    ['rae', 'ada', 'ada'],
    ['wes', 'rae', null],
    ['wes', 'helper[bot]', null],
    ['wes', null, null],
  ])('of %s is what %s made of it', async (author, by, counts) => {
    const { find, say } = await scene();
    say(author, '/cegi-override known').edited = { at: '2026-03-09T09:00:00Z', by };
    const { override } = await find();
    expect(override?.by ?? null).toBe(counts);
  });

  it.each([403, 404])('counts as first written where GraphQL says %i', async (status) => {
    const { github, find, say } = await scene();
    say('wes', '/cegi-override known').edited = { at: '2026-03-09T09:00:00Z', by: 'wes' };
    github.fail({ path: /graphql$/, with: status });
    expect(await find()).toMatchObject({ override: { until: '2026-03-23T08:00:00.000Z' } });
  });

  it('is asked about beside more than a hundred others', async () => {
    const { find, say } = await scene();
    for (let i = 0; i < 130; i++) say('rae', '/cegi-override me').edited = { at, by: 'rae' };
    say('rae', '/cegi-override known').edited = { at: '2026-03-09T09:00:00Z', by: 'ada' };
    expect(await find()).toMatchObject({ override: { by: 'ada' } });
  });
});

describe('an override where GitHub has trouble', () => {
  const lists = ['labels', 'events', 'comments', 'pulls/7', 'activity', 'permission'];
  const asked = async (options: { described?: boolean } = {}) => {
    const made = await scene(options);
    made.label('wes', 'cegi-override: known');
    return made;
  };

  it.each(
    lists.flatMap((list) =>
      [
        // Who may not see a branch's pushes can still be told of the commit.
        ...(list === 'activity' ? [] : [['403', { with: 403 }] as const]),
        ['403 with a rate limit', { with: 403, headers: { 'x-ratelimit-remaining': '0' } }],
        ['a secondary rate limit', secondaryRateLimit(429, 60)],
        ['422', { with: 422 }],
        ['503', { with: 503 }],
        ['a reset', { with: 'reset' }],
        ['half an answer', { with: 'half' }],
      ].map(([what, fault]) => [list, what as string, fault as { with: 403 }] as const),
    ),
  )('is none where %s meet %s, and a warning says so', async (list, what, fault) => {
    const { github, find } = await asked({ described: what !== '422' });
    github.fail({ path: new RegExp(`/${list}$`), ...fault });
    const { override, warnings } = await find();
    expect(override).toBeNull();
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Whether somebody overrode this check could not be read, so nobody did: GitHub|The token/,
      ),
    ]);
  });

  it.each(['labels', 'events', 'comments'])('is none where there are no %s to see', async (list) => {
    const { github, find } = await asked();
    github.fail({ path: new RegExp(`/${list}$`), with: 404 });
    expect(await find()).toMatchObject({ override: null, warnings: [expect.stringContaining('HTTP 404')] });
  });

  it.each(lists)('waits out a reset of %s', async (list) => {
    const { github, find } = await asked();
    github.fail({ path: new RegExp(`/${list}$`), with: 'reset', times: 1 });
    expect(await find()).toMatchObject({ override: { by: 'wes' }, warnings: [] });
  });

  it('does not hang on a server that stalls', async () => {
    const { github, find } = await asked();
    github.fail({ path: /permission$/, with: 'stall' });
    const { override, warnings } = await find({ attemptTimeoutMs: 60_000, limitMs: 200 });
    expect(override).toBeNull();
    expect(warnings).toEqual([expect.stringContaining('no answer within 0.2 s')]);
  });
});
