import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/demo/loopback-github/faults.ts';
import { type ClientOptions, githubClient } from '../../src/github/client.ts';
import { failureOf } from '../../src/github/failure.ts';
import { startDescribedGithub } from './contract.ts';

async function client(options: Partial<ClientOptions> = {}, fault: Omit<Fault, 'path'> | null = null) {
  const github = await startDescribedGithub();
  if (fault) github.fail({ path: /./, ...fault });
  const octokit = githubClient({ token: 't', apiUrl: github.url, retryUnitMs: 1, ...options });
  const ask = () =>
    octokit.rest.issues.listComments({ owner: 'octo', repo: 'models', issue_number: 7 }).then(
      ({ data }) => data,
      (error) => failureOf(error).reason,
    );
  return { github, octokit, ask };
}

describe('an answer', () => {
  it.each(['half', 'cut', 'page', 'reset', 503] as const)(
    'that is none (%s) is asked for again',
    async (fault) => {
      const { github, ask } = await client({}, { with: fault, times: 2 });
      expect(await ask()).toEqual([]);
      expect(github.requests).toHaveLength(3);
    },
  );

  it.each([
    ['cut', 'GitHub could not be reached (the answer was cut short).'],
    ['page', 'GitHub could not be reached (a web page came in place of an answer).'],
  ] as const)('that always is none (%s) is said to be', async (fault, reason) => {
    const { ask } = await client({}, { with: fault });
    expect(await ask()).toBe(reason);
  });

  it('of a proxy that refuses with a page is one line', () => {
    const page = '<!DOCTYPE html>\n<html><body>Denied</body></html>';
    const error = Object.assign(new Error(page), { status: 403, response: { headers: {} } });
    expect(failureOf(error).reason).toBe('The token may not do this (HTTP 403: a web page).');
    const long = Object.assign(new Error(`no\n\u001b[31m${'o'.repeat(9999)}`), {
      status: 422,
      response: { headers: {} },
    });
    expect(failureOf(long).reason).toMatch(/^GitHub refused the request \(HTTP 422: no \[31mo{390,}…\)\.$/);
  });
});

describe('what failures cost a step in all', () => {
  it('is limited: nothing more is asked then', async () => {
    const { github, octokit, ask } = await client(
      { attemptTimeoutMs: 40, enduranceMs: 100 },
      { with: 'stall' },
    );
    expect(await ask()).toMatch(/no answer within/);
    await ask();
    const before = github.requests.length;
    expect(await ask()).toMatch(/^GitHub is asked nothing more: it has failed for/);
    expect(github.requests).toHaveLength(before);
    expect(octokit.endurance.leftMs).toBe(0);
  });

  it('counts what was repeated, and nothing that went well or was refused', async () => {
    const { github, octokit, ask } = await client({ enduranceMs: 10_000, retryUnitMs: 20 });
    await Promise.all([ask(), ask()]);
    github.fail({ path: /./, with: 403, times: 1 });
    await ask();
    expect(octokit.endurance.leftMs).toBe(10_000);
    github.fail({ path: /./, with: 502, times: 2 });
    await ask();
    // The waits of 20 and 80 ms.
    expect(octokit.endurance.leftMs).toBeLessThan(9_901);
    expect(octokit.endurance.leftMs).toBeGreaterThan(9_000);
  });

  it('counts once what was lost at the same time', async () => {
    const { octokit, ask } = await client(
      { attemptTimeoutMs: 100, callTimeoutMs: 100, enduranceMs: 10_000 },
      { with: 'stall' },
    );
    await Promise.all(Array.from({ length: 20 }, ask));
    expect(octokit.endurance.leftMs).toBeGreaterThan(9_000);
  });
});

it('a cancelled run gives up soon what it asks, and what it would ask', async () => {
  const cancelled = new AbortController();
  const { github, octokit, ask } = await client(
    { cancelled: cancelled.signal, graceMs: 50 },
    { with: 'stall' },
  );
  const asked = ask();
  const start = performance.now();
  cancelled.abort();
  expect(await asked).toBe('GitHub is asked nothing more: the run was cancelled.');
  const before = github.requests.length;
  expect(await ask()).toBe('GitHub is asked nothing more: the run was cancelled.');
  await expect(octokit.endurance.wait(60_000)).rejects.toThrow('the run was cancelled');
  expect(github.requests).toHaveLength(before);
  expect(performance.now() - start).toBeLessThan(5_000);
});
