import { describe, expect, it } from 'vitest';
import { secondaryRateLimit } from '../../src/demo/loopback-github/faults.ts';
import type { LoopbackGithub, LoopbackOptions } from '../../src/demo/loopback-github.ts';
import { githubClient } from '../../src/github/client.ts';
import { commentMarker, upsertComment } from '../../src/github/comment.ts';
import { startDescribedGithub } from './contract.ts';

const marker = commentMarker('check');
const bot = 'github-actions[bot]';
let github: LoopbackGithub;

async function start(options: LoopbackOptions = {}) {
  github = await startDescribedGithub(options);
}

function post(text: string, limits: { attemptTimeoutMs?: number; limitMs?: number } = {}) {
  const { attemptTimeoutMs = 5000, limitMs = 10_000 } = limits;
  const octokit = githubClient({ token: 't', apiUrl: github.url, attemptTimeoutMs, retryUnitMs: 1 });
  const target = { owner: 'octo', repo: 'models', issue: 7, marker, body: `${marker}\n${text}` };
  return upsertComment(octokit, target, { limitMs, retryUnitMs: 1 });
}

const writes = () => github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');

describe('the comment', () => {
  it('is created where there is none', async () => {
    await start();
    const outcome = await post('first');
    expect(outcome).toMatchObject({ posted: true, action: 'created' });
    expect(github.comments).toHaveLength(1);
    expect(outcome.posted && outcome.url).toContain(`#issuecomment-${github.comments[0]!.id}`);
  });

  it('is one comment after two runs, with the text of the second', async () => {
    await start();
    await post('first');
    expect(await post('second')).toMatchObject({ posted: true, action: 'updated' });
    expect(github.comments.map(({ body }) => body)).toEqual([`${marker}\nsecond`]);
  });

  it('is not written again where nothing changed', async () => {
    await start();
    await post('same\n');
    github.comments[0]!.body = github.comments[0]!.body.trimEnd().replaceAll('\n', '\r\n');
    const before = writes().length;
    expect(await post('same\n')).toMatchObject({ posted: true, action: 'unchanged' });
    expect(writes()).toHaveLength(before);
  });

  it('is found on the third page', async () => {
    await start();
    for (let i = 0; i < 230; i++) github.addComment(7, `talk ${i}`, 'mona');
    const own = github.addComment(7, `${marker}\nold`, bot);
    for (let i = 0; i < 30; i++) github.addComment(7, `more talk ${i}`, 'mona');
    expect(await post('new')).toMatchObject({ posted: true, action: 'updated' });
    expect(own.body).toBe(`${marker}\nnew`);
  });

  it('leaves alone what somebody else wrote with the marker', async () => {
    await start();
    const bait = github.addComment(7, `${marker} mine`, 'mona');
    const almost = github.addComment(7, `${marker} mine as well`, 'github-actions');
    expect(await post('report')).toMatchObject({ posted: true, action: 'created' });
    expect([bait.body, almost.body]).toEqual([`${marker} mine`, `${marker} mine as well`]);
    expect(await post('later')).toMatchObject({ posted: true, action: 'updated' });
    expect(github.comments).toHaveLength(3);
  });

  it('belongs to the account of whatever token there is', async () => {
    await start({ login: 'carbon-app[bot]' });
    const workflows = github.addComment(7, `${marker}\nby a workflow`, bot);
    const own = github.addComment(7, `${marker}\nby the app`, 'carbon-app[bot]');
    await post('new');
    expect(workflows.body).toContain('by a workflow');
    expect(own.body).toContain('new');
  });

  it('takes the account of workflows where the token may not ask who it is', async () => {
    await start();
    github.addComment(7, `${marker}\nold`, bot);
    github.fail({ path: /graphql/, with: 403 });
    expect(await post('new')).toMatchObject({ posted: true, action: 'updated' });
  });

  it('of another issue is not touched', async () => {
    await start();
    const other = github.addComment(8, `${marker}\nother`, bot);
    await post('new');
    expect(other.body).toContain('other');
    expect(github.comments).toHaveLength(2);
  });

  it('cannot be posted with the token of a fork, and the reason says what to do', async () => {
    await start({ readOnly: true });
    const outcome = await post('report');
    expect(outcome).toMatchObject({ posted: false });
    expect(!outcome.posted && outcome.reason).toMatch(/HTTP 403.*pull-requests: write.*fork/s);
    expect(writes()).toHaveLength(1);
  });

  it('waits out a server error', async () => {
    await start();
    github.fail({ method: 'POST', path: /comments$/, with: 502, times: 2 });
    expect(await post('report')).toMatchObject({ posted: true, action: 'created' });
    expect(github.comments).toHaveLength(1);
  });

  it('gives up on a server that keeps failing', async () => {
    await start();
    github.fail({ path: /comments/, with: 503 });
    expect(await post('report')).toEqual({ posted: false, reason: 'GitHub failed to answer (HTTP 503).' });
  });

  it('is not asked for again at a rate limit', async () => {
    await start();
    github.fail({
      method: 'POST',
      path: /comments/,
      with: 403,
      message: 'You have exceeded a secondary rate limit',
      headers: { 'retry-after': '60' },
    });
    const outcome = await post('report');
    expect(outcome).toEqual({
      posted: false,
      reason: "GitHub's rate limit is used up for 60 s (HTTP 403).",
    });
    expect(writes()).toHaveLength(1);
  });

  it.each([403, 429])('is not looked for again where the answer is %i', async (status) => {
    await start();
    github.fail({ method: 'GET', path: /comments/, with: status, headers: { 'x-ratelimit-remaining': '0' } });
    expect(await post('report')).toEqual({
      posted: false,
      reason: `GitHub's rate limit is used up (HTTP ${status}).`,
    });
    expect(github.requests).toHaveLength(1);
  });

  it('is not made twice where the connection broke after it was made', async () => {
    await start();
    github.fail({ method: 'POST', path: /comments$/, with: 'reset-after', times: 1 });
    expect(await post('report')).toMatchObject({ posted: true, action: 'unchanged' });
    expect(github.comments).toHaveLength(1);
  });

  it('is not made twice where GitHub makes it long after the answer was given up', async () => {
    await start();
    const stall = { with: 'late', lateMs: 150, times: 1 } as const;
    github.fail({ method: 'POST', path: /comments$/, ...stall });
    // The first one comes while the second is made, after it was looked for.
    github.fail({ method: 'POST', path: /comments$/, with: 'stall-after', times: 1 });
    const outcome = await post('report', { attemptTimeoutMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(outcome).toMatchObject({ posted: true });
    await post('report');
    expect(github.comments).toHaveLength(1);
  });

  it('that stands there twice is removed but for the oldest, and what only quotes it stays', async () => {
    await start();
    const first = github.addComment(7, `${marker}\none`, bot);
    const quote = github.addComment(7, `> ${marker}\n> one`, bot);
    github.addComment(7, `${marker}\ntwo`, bot);
    const stranger = github.addComment(7, `${marker}\nmine`, 'mona');
    expect(await post('new')).toMatchObject({ posted: true, action: 'updated' });
    expect(github.comments).toEqual([first, quote, stranger]);
  });

  it('stays twice where the token may not remove one', async () => {
    await start();
    github.addComment(7, `${marker}\none`, bot);
    github.addComment(7, `${marker}\ntwo`, bot);
    github.fail({ method: 'DELETE', path: /comments/, with: 403 });
    expect(await post('new')).toMatchObject({ posted: true, action: 'updated' });
  });

  it('is not made beside one that may be its own', async () => {
    await start({ login: 'carbon-app[bot]' });
    const own = github.addComment(7, `${marker}\nold`, 'carbon-app[bot]');
    github.fail({ path: /graphql/, with: 403 });
    const outcome = await post('new');
    expect(!outcome.posted && outcome.reason).toMatch(/does not say whose token this is.*no second one/);
    expect(github.comments).toEqual([own]);
  });

  it('waits for the end of a rate limit that ends in time, also at the question whose token it is', async () => {
    await start({ login: 'carbon-app[bot]' });
    github.addComment(7, `${marker}\nold`, 'carbon-app[bot]');
    github.fail({ path: /graphql/, ...secondaryRateLimit(403, 0), times: 1 });
    expect(await post('new')).toMatchObject({ posted: true, action: 'updated' });
    expect(github.comments).toHaveLength(1);
  });

  it('is not made again because the list of comments broke off halfway', async () => {
    await start();
    github.addComment(7, `${marker}\nold`, bot);
    github.fail({ method: 'GET', path: /comments$/, with: 'half', times: 1 });
    expect(await post('new')).toMatchObject({ posted: true, action: 'updated' });
    expect(github.comments).toHaveLength(1);
  });

  it('is given up where every connection breaks', async () => {
    await start();
    github.fail({ path: /comments/, with: 'reset' });
    const outcome = await post('report');
    expect(!outcome.posted && outcome.reason).toMatch(/could not be reached/);
  });

  it('does not hang on a server that stalls', async () => {
    await start();
    github.fail({ path: /comments/, with: 'stall' });
    const outcome = await post('report', { attemptTimeoutMs: 60_000, limitMs: 200 });
    expect(!outcome.posted && outcome.reason).toMatch(/no answer within 0\.2 s/);
  });

  it('survives one stalled attempt', async () => {
    await start();
    github.fail({ path: /comments/, with: 'stall', times: 1 });
    expect(await post('report', { attemptTimeoutMs: 300 })).toMatchObject({ posted: true });
  });

  it('that GitHub finds too long is reported as refused', async () => {
    await start();
    const outcome = await post('x'.repeat(70_000));
    expect(!outcome.posted && outcome.reason).toMatch(/refused the request \(HTTP 422/);
  });
});

it('the marker of a comment cannot be closed early by its key', () => {
  expect(commentMarker('a --> <b>')).toBe('<!-- cegi:a%20%2D%2D%3E%20%3Cb%3E -->');
});
