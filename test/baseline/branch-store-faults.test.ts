import { describe, expect, it } from 'vitest';
import { compact } from '../../src/baseline/compact.ts';
import { type Fault, primaryRateLimit, secondaryRateLimit } from '../../src/demo/loopback-github/faults.ts';
import type { LoopbackGithub, LoopbackOptions } from '../../src/demo/loopback-github.ts';
import { startDescribedGithub } from '../github/contract.ts';
import {
  baseline,
  branch,
  key,
  later,
  open,
  type Patience,
  runFilesOf,
  storeOf,
  summariesOf,
} from './branch-scene.ts';
import { calibrationOf, toKeep } from './records.ts';

const now = () => Math.floor(Date.now() / 1000);

/** Faults that pass, and where they strike. */
const passing: [string, () => Omit<Fault, 'path' | 'method'>][] = [
  ['a primary rate limit', () => ({ ...primaryRateLimit(now()), times: 1 })],
  ['a secondary rate limit by 403', () => ({ ...secondaryRateLimit(403, 0), times: 1 })],
  ['a secondary rate limit by 429', () => ({ ...secondaryRateLimit(429, 1), times: 1 })],
  ['a server error', () => ({ with: 500, times: 4 })],
  ['a bad gateway', () => ({ with: 502, times: 4 })],
  ['an unavailable service', () => ({ with: 503, times: 4 })],
  ['a broken connection', () => ({ with: 'reset', times: 4 })],
  ['a connection that breaks once the work is done', () => ({ with: 'reset-after', times: 4 })],
  ['an answer cut short', () => ({ with: 'half', times: 4 })],
  ['an answer cut short that seems whole', () => ({ with: 'cut', times: 4 })],
  ['a web page in place of an answer', () => ({ with: 'page', times: 4 })],
  ['a stall', () => ({ with: 'stall', times: 2 })],
  ['a stall once the work is done', () => ({ with: 'stall-after', times: 2 })],
];

const places: [string, Pick<Fault, 'method' | 'path'>][] = [
  ['reading the branch', { method: 'GET', path: /git\/ref\// }],
  ['reading its commit', { method: 'GET', path: /git\/commits\// }],
  ['reading a file', { method: 'GET', path: /contents\/index\/manifest/ }],
  ['writing the tree', { method: 'POST', path: /git\/trees$/ }],
  ['writing the commit', { method: 'POST', path: /git\/commits$/ }],
  ['moving the branch', { method: 'PATCH', path: /git\/refs\// }],
];

describe.concurrent.each(passing)('%s', (_, fault) => {
  it.concurrent.for(places)('at %s loses no run, doubles none, and ends', async ([_, place], test) => {
    const github = await startDescribedGithub({}, test);
    await storeOf(github, 'before').store.save([toKeep(key, baseline)]);
    github.fail({ ...place, ...fault() });
    const start = performance.now();
    const { store, warnings } = storeOf(github, 'during', { attemptTimeoutMs: 300 });
    await store.save([toKeep(key, later(1))]);
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(warnings).toEqual([]);
    expect(summariesOf(github).map(({ run }) => run)).toEqual(['before', 'during']);
    expect(runFilesOf(github)).toHaveLength(2);
    expect((await store.find(key))?.measurement).toEqual(later(1).measurement);
  });

  it.concurrent('at making the branch, or at a look-up, is waited out as well', async (test) => {
    const github = await startDescribedGithub({}, test);
    github.fail({ method: 'POST', path: /git\/refs$/, ...fault() });
    const { store, warnings } = storeOf(github, 'first', { attemptTimeoutMs: 300 });
    await store.save([toKeep(key, baseline)]);
    github.fail({ method: 'GET', path: /contents\/baselines/, ...fault() });
    expect(await store.find(key)).toEqual(baseline);
    expect(summariesOf(github)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe('a branch that others move', () => {
  it.each([409, 422])('is read again where moving it is answered by %i', async (status) => {
    const { github, store, warnings } = await open();
    await storeOf(github, 'before').store.save([toKeep(key, baseline)]);
    github.fail({ method: 'PATCH', path: /git\/refs/, with: status, times: 2 });
    await store.save([toKeep(key, later(1))]);
    expect(summariesOf(github)).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it('that GitHub will not have moved at all is given up soon, with its reason', async () => {
    const { github, store, warnings } = await open();
    await storeOf(github, 'before').store.save([toKeep(key, baseline)]);
    github.fail({
      method: 'PATCH',
      path: /git\/refs/,
      with: 422,
      message: 'Repository rule violations found',
    });
    await store.save([toKeep(key, later(1))]);
    expect(github.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(5);
    expect(warnings).toEqual([expect.stringMatching(/was not saved.*Repository rule violations found/)]);
  });

  it('while the answer was lost has the run once, whoever came next', async () => {
    const { github } = await open();
    await storeOf(github, 'before').store.save([toKeep(key, baseline)]);
    github.fail({ method: 'PATCH', path: /git\/refs/, with: 'reset-after', times: 3 });
    const { store, warnings } = storeOf(github, 'during');
    const rival = storeOf(github, 'rival');
    await Promise.all([store.save([toKeep(key, later(1))]), rival.store.save([toKeep(key, later(2))])]);
    expect(
      summariesOf(github)
        .map(({ run }) => run)
        .sort(),
    ).toEqual(['before', 'during', 'rival']);
    expect([...warnings, ...rival.warnings]).toEqual([]);
  });

  it('has every run once that was not said to be lost, whatever GitHub does meanwhile', async () => {
    const github = await startDescribedGithub({ latencyMs: 2 });
    const anywhere = /git\/|contents|graphql/;
    const faults: Fault[] = [
      ...passing.map(([_, fault]) => ({ path: anywhere, ...fault() })),
      { path: /git\//, with: 409 },
      { path: /git\/refs/, method: 'PATCH', with: 422 },
      { path: anywhere, with: 403 },
      { path: anywhere, ...secondaryRateLimit(429, 0) },
    ];
    let [next, met] = [0, 0];
    const trouble = setInterval(() => {
      // About every tenth request.
      if (github.requests.length < met + 10) return;
      met = github.requests.length;
      github.fail({ ...faults[next++ % faults.length]!, times: 1 });
    }, 1);
    const runs = Array.from({ length: 10 }, (_, i) => `run-${i}`);
    const writers = runs.map((run) => storeOf(github, run, { limitMs: 30_000, attemptTimeoutMs: 300 }));
    const start = performance.now();
    await Promise.all([
      ...writers.map(({ store }, i) => store.save([toKeep(key, later(i))])),
      compact(storeOf(github, 'x').git, { keepRuns: 100, keepDays: 0 }, { now: new Date(), warn() {} }).catch(
        () => {},
      ),
    ]);
    clearInterval(trouble);
    expect(performance.now() - start).toBeLessThan(60_000);
    const recorded = summariesOf(github).map(({ run }) => run);
    expect(new Set(recorded).size).toBe(recorded.length);
    const said = runs.filter((_, i) => writers[i]!.warnings.length === 0);
    expect(recorded).toEqual(expect.arrayContaining(said));
    expect(said.length).toBeGreaterThan(0);
    expect(runFilesOf(github)).toHaveLength(recorded.length);
  });

  it('has a run once that is saved twice', async () => {
    const { github, store } = await open();
    await store.save([toKeep(key, baseline)]);
    const commits = github.git.commits.size;
    await store.save([toKeep(key, baseline)]);
    await storeOf(github, 'run-1').store.save([toKeep(key, baseline)]);
    expect(summariesOf(github)).toHaveLength(1);
    expect(github.git.commits.size).toBe(commits);
  });
});

describe('a branch that cannot be had', () => {
  const saved = async (github: LoopbackGithub, patience: Patience = {}) => {
    const { store, warnings } = storeOf(github, 'run-1', patience);
    const start = performance.now();
    const found = await store.find(key);
    await store.save([toKeep(key, baseline)]);
    const kept = await store.saveCalibration(calibrationOf());
    return { found, kept, warnings, tookMs: performance.now() - start };
  };

  it('for a token that may only read is a warning that says which permission to give', async () => {
    const github = await startDescribedGithub({ readOnly: true });
    const { found, kept, warnings } = await saved(github);
    expect([found, kept]).toEqual([null, false]);
    expect(warnings).toEqual([
      'The baseline of sql-lora was not saved to the branch cegi-data: The token may not do this (HTTP 403: Resource ' +
        'not accessible by integration - https://docs.github.com/rest). Give the job `permissions: contents: write`; the token of a pull request ' +
        'from a fork or from Dependabot can only read. The check goes on without it; what it measures is in ' +
        'result.json.',
      expect.stringMatching(/calibration of hardware .* was not saved .*contents: write/),
    ]);
  });

  it.each<[string, LoopbackOptions, RegExp]>([
    ['for a token that may not see it', { hidden: true }, /HTTP 404.*contents: write/],
    ['of a repository without a commit', { empty: true }, /Git Repository is empty/],
  ])('%s is a warning', async (_, options, reason) => {
    const { found, kept, warnings } = await saved(await startDescribedGithub(options));
    expect([found, kept]).toEqual([null, false]);
    expect(warnings[0]).toMatch(reason);
  });

  it.each<[string, Omit<Fault, 'path'>, RegExp]>([
    ['that refuses', { with: 403, message: 'Resource not accessible' }, /HTTP 403.*contents: /],
    ['that knows the token no more', { with: 401 }, /wrong or expired/],
    [
      'at a rate limit that ends tomorrow',
      primaryRateLimit(now() + 86_400),
      /rate limit is used up for \d+ s/,
    ],
    ['that asks to wait an hour', secondaryRateLimit(429, 3600), /rate limit is used up for 3600 s/],
    ['at a limit of unknown length', { with: 429 }, /rate limit is used up \(HTTP 429\)/],
    ['that keeps failing', { with: 503 }, /failed to answer \(HTTP 503\)/],
    ['that breaks every connection', { with: 'reset' }, /could not be reached/],
    ['that cuts every answer short', { with: 'half' }, /could not be reached/],
    ['that always stalls', { with: 'stall' }, /no answer within/],
  ])('of a GitHub %s is a warning, soon', async (_, fault, reason) => {
    const github = await startDescribedGithub();
    github.fail({ path: /./, ...fault });
    const { found, kept, warnings, tookMs } = await saved(github, { limitMs: 2000, attemptTimeoutMs: 50 });
    expect([found, kept]).toEqual([null, false]);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toMatch(reason);
    // Later calls are given less time.
    for (const warning of warnings) expect(warning).toMatch(new RegExp(`${reason.source}|no answer within`));
    expect(tookMs).toBeLessThan(20_000);
  });

  it('because others never stop moving it is given up in time', async () => {
    const { github } = await open();
    await storeOf(github, 'before').store.save([toKeep(key, baseline)]);
    let other = 0;
    const busy = setInterval(() => github.git.commitFiles(branch, { [`noise/${other++}`]: 'x' }), 1);
    const { store, warnings } = storeOf(github, 'late', { limitMs: 1000 });
    await store.save([toKeep(key, later(1))]);
    clearInterval(busy);
    expect(warnings).toEqual([expect.stringMatching(/was not saved/)]);
  });
});
