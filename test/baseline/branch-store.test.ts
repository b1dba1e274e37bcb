import { describe, expect, it } from 'vitest';
import { branchStore } from '../../src/baseline/branch-store.ts';
import { compact } from '../../src/baseline/compact.ts';
import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import { newestRuns } from '../../src/baseline/run-index.ts';
import { hashOf } from '../../src/baseline/store.ts';
import { type Fault, primaryRateLimit, secondaryRateLimit } from '../../src/demo/loopback-github/faults.ts';
import type { LoopbackGithub, LoopbackOptions } from '../../src/demo/loopback-github.ts';
import { githubClient } from '../../src/github/client.ts';
import { gitData } from '../../src/github/git-data.ts';
import type { Baseline, Measurement } from '../../src/measurement/measurement.ts';
import { type RunSummary, runSummarySchema } from '../../src/measurement/run-summary.ts';
import { startDescribedGithub } from '../github/contract.ts';
import { baselineOf, calibrationOf, carbon, keyOf } from './records.ts';

const branch = 'cegi-data';
const baseline = baselineOf();
const key = keyOf(baseline);
const hash = hashOf(key).slice(0, 16);
const repository = { owner: 'octo', name: 'models' };

interface Patience {
  limitMs?: number;
  attemptTimeoutMs?: number;
}

async function open(options: LoopbackOptions = {}, patience: Patience = {}) {
  const github = await startDescribedGithub(options);
  return { github, ...storeOf(github, 'run-1', patience) };
}

/** The store of one run, as a job of its own has it. */
function storeOf(
  github: LoopbackGithub,
  run: string,
  { limitMs = 20_000, attemptTimeoutMs = 5000 }: Patience = {},
) {
  const octokit = githubClient({ token: 't', apiUrl: github.url, attemptTimeoutMs, retryUnitMs: 1 });
  const git = gitData(octokit, { repository, branch }, { limitMs, retryUnitMs: 20 });
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const runUrl = `https://github.com/octo/models/actions/runs/${run}`;
  return { store: branchStore({ git, branch, run, ref: 'main', runUrl, warn }), git, warnings };
}

/** A measurement made some minutes after the usual one. */
function later(minutes: number, changes: Partial<Measurement> = {}): Baseline {
  const createdAt = new Date(Date.parse(baseline.measurement.createdAt) + minutes * 60_000).toISOString();
  return baselineOf({ createdAt, ...changes });
}

const filesOf = (github: LoopbackGithub) => github.git.filesOf(branch);
const runFilesOf = (github: LoopbackGithub) =>
  [...filesOf(github).keys()].filter((path) => path.startsWith('runs/'));

function summariesOf(github: LoopbackGithub): RunSummary[] {
  const files = filesOf(github);
  const shards: string[] = JSON.parse(files.get('index/manifest.json')!);
  return shards.flatMap((shard) =>
    JSON.parse(files.get(shard)!).map((run: object) => runSummarySchema.parse(run)),
  );
}

describe('baselines on a branch', () => {
  it('are found again by another run, on a branch of their own that main knows nothing of', async () => {
    const { github, store, warnings } = await open();
    const main = github.git.refs.get('refs/heads/main');
    await store.save(key, baseline);
    const other = storeOf(github, 'run-2');
    expect(await other.store.find(key)).toEqual(baseline);
    expect([...warnings, ...other.warnings]).toEqual([]);
    expect(github.git.refs.get('refs/heads/main')).toBe(main);
    const tip = github.git.commits.get(github.git.refs.get(`refs/heads/${branch}`)!)!;
    expect(tip).toMatchObject({ parents: [], message: 'Record run run-1 of sql-lora' });
  });

  it('lie where people find them', async () => {
    const { github, store } = await open();
    await store.save(key, baseline);
    const [year, month] = baseline.measurement.createdAt.split('-');
    expect([...filesOf(github).keys()].sort()).toEqual([
      'README.md',
      `baselines/sql-lora.${hash}.json`,
      `commits/aa/${'a'.repeat(40)}.json`,
      `index/${year}-${month}-1.json`,
      'index/manifest.json',
      `runs/${year}/${month}/run-1-sql-lora.${hash}.json`,
    ]);
    expect(summariesOf(github)).toMatchObject([
      {
        run: 'run-1',
        file: runFilesOf(github)[0],
        commit: 'a'.repeat(40),
        ref: 'main',
        model: 'sql-lora',
        hardware: 'Test GPU',
        verdict: 'skipped',
      },
    ]);
  });

  it('are the newest under a key, while every run stays as it was measured', async () => {
    const { github, store } = await open();
    await store.save(key, baseline);
    const first = filesOf(github).get(runFilesOf(github)[0]!);
    const second = nextBaseline(later(1, { commit: 'b'.repeat(40) }).measurement, carbon, baseline);
    await storeOf(github, 'run-2').store.save(key, second);
    expect(await store.find(key)).toEqual(second);
    expect(runFilesOf(github)).toHaveLength(2);
    expect(filesOf(github).get(runFilesOf(github)[0]!)).toBe(first);
  });

  it('are those of a commit where it was measured, else the newest', async () => {
    const { github, store, warnings } = await open();
    const [first, second] = [baseline, later(1, { commit: 'b'.repeat(40) })];
    await store.save(key, first);
    await storeOf(github, 'run-2').store.save(key, second);
    const commitOf = async (commit: string) => (await store.find(key, { commit }))?.measurement.commit;
    expect(await commitOf('a'.repeat(40))).toBe('a'.repeat(40));
    expect(await commitOf('b'.repeat(40))).toBe('b'.repeat(40));
    expect(await commitOf('c'.repeat(40))).toBe('b'.repeat(40));
    expect(await commitOf('../../runs')).toBe('b'.repeat(40));
    // The same commit on other hardware has a baseline of its own, or none.
    expect(
      await store.find({ ...key, hardwareFingerprint: 'fedcba9876543210' }, { commit: 'a'.repeat(40) }),
    ).toBeNull();
    expect(warnings).toEqual([]);
  });

  it('know the runs of others that became the newest while they measured', async () => {
    const { github, store } = await open();
    const before = later(0);
    await store.save(key, before);
    // Both began with the same baseline.
    const [a, b] = [1, 2].map((minutes) => nextBaseline(later(minutes).measurement, carbon, before));
    await storeOf(github, 'run-2').store.save(key, a!);
    await storeOf(github, 'run-3').store.save(key, b!);
    const newest = await store.find(key);
    expect(newest?.measurement).toEqual(b!.measurement);
    expect(newest?.history.map(({ createdAt }) => createdAt)).toEqual([
      a!.measurement.createdAt,
      before.measurement.createdAt,
    ]);
  });

  it('are kept apart by every part of the key, whatever the ids', async () => {
    const { github, store, warnings } = await open();
    const ids = ['a/b', 'a-b', 'A b', 'con', '..', 'ü\n', 'x'.repeat(5000)];
    for (const [index, model] of ids.entries()) {
      const one = later(index, { model });
      await storeOf(github, `run-${index}`).store.save(keyOf(one), one);
    }
    for (const model of ids) expect((await store.find({ ...key, model }))?.measurement.model).toBe(model);
    expect(await store.find({ ...key, model: 'ab' })).toBeNull();
    expect([...filesOf(github).keys()].filter((path) => !/^[\w./-]{1,160}$/.test(path))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('are not there before the first, and why is said', async () => {
    const { github, store, warnings } = await open();
    expect(await store.find(key, { commit: 'a'.repeat(40) })).toBeNull();
    expect(await store.explainMissing(key)).toMatch(
      /cegi-data holds no baseline of sql-lora .*contents: write/,
    );
    await store.save(key, baseline);
    expect(await store.explainMissing({ ...key, hardwareFingerprint: 'fedcba9876543210' })).toBe(
      'The newest run of sql-lora on the branch cegi-data (commit aaaaaaaaaaaa) was measured with another hardware; ' +
        'its machine: Test GPU.',
    );
    expect(await store.explainMissing({ ...key, datasetDigest: 'x' })).toMatch(/with another dataset;/);
    expect(warnings).toEqual([]);
    expect(github.requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  it('of any size are taken, large ones uploaded once', async () => {
    const { github, store } = await open();
    const perItem = Array.from({ length: 40_000 }, (_, i) => i % 2);
    const large = baselineOf({ scores: [{ ...baseline.measurement.scores[0]!, perItem }] });
    github.fail({ method: 'POST', path: /git\/refs$/, with: 409, times: 1 });
    await store.save(key, large);
    expect(await store.find(key)).toEqual(large);
    expect(github.requests.filter(({ path }) => path.endsWith('/git/blobs'))).toHaveLength(1);
  });

  it('leave a branch alone that holds something else', async () => {
    const { github, store, warnings } = await open();
    const tip = github.git.commitFiles(branch, { 'index.html': 'a site' });
    await store.save(key, baseline);
    expect(await store.saveCalibration(calibrationOf())).toBe(false);
    expect(github.git.refs.get(`refs/heads/${branch}`)).toBe(tip);
    expect(warnings[0]).toMatch(
      /was not saved to the branch cegi-data: The branch holds something else.*baseline\.branch/,
    );
    const done = await compact(
      storeOf(github, 'x').git,
      { keepRuns: 1, keepDays: 0 },
      { now: new Date(), warn() {} },
    );
    expect(done).toEqual({ kept: 0, dropped: 0 });
    expect(github.git.refs.get(`refs/heads/${branch}`)).toBe(tip);
  });
});

describe('calibrations on a branch', () => {
  it('are found again, beside baselines and apart by hardware', async () => {
    const { github, store, warnings } = await open();
    const calibration = calibrationOf();
    expect(await store.findCalibration(calibration.hardwareFingerprint)).toBeNull();
    expect(await store.saveCalibration(calibration)).toBe(true);
    await store.save(key, baseline);
    expect(await store.findCalibration(calibration.hardwareFingerprint)).toEqual(calibration);
    expect(await store.findCalibration('fedcba9876543210')).toBeNull();
    const before = github.git.commits.size;
    expect(await store.saveCalibration(calibration)).toBe(true);
    expect(github.git.commits.size).toBe(before);
    expect(await store.saveCalibration({ ...calibration, createdAt: '2026-02-02T00:00:00.000Z' })).toBe(true);
    expect((await store.findCalibration(calibration.hardwareFingerprint))?.createdAt).toMatch(/^2026-02/);
    expect(warnings).toEqual([]);
  });
});

describe('many writers at once', () => {
  it('all land, each once, in bounded time', { timeout: 90_000 }, async () => {
    const github = await startDescribedGithub({ latencyMs: 10 });
    const start = performance.now();
    const writers = Array.from({ length: 20 }, (_, i) => ({
      ...storeOf(github, `run-${i}`, { limitMs: 60_000 }),
      baseline: later(i, { commit: (i % 4).toString(16).repeat(40) }),
    }));
    await Promise.all(writers.map(({ store, baseline: own }) => store.save(key, own)));
    expect(performance.now() - start).toBeLessThan(60_000);
    expect(writers.flatMap(({ warnings }) => warnings)).toEqual([]);
    const runs = writers.map((_, i) => `run-${i}`).sort();
    expect(
      summariesOf(github)
        .map(({ run }) => run)
        .sort(),
    ).toEqual(runs);
    expect(runFilesOf(github)).toHaveLength(20);
    const newest = await writers[0]!.store.find(key);
    expect(new Set([newest!.measurement, ...newest!.history].map(({ createdAt }) => createdAt)).size).toBe(
      20,
    );
    for (const commit of ['0', '1', '2', '3']) {
      const file = filesOf(github).get(`commits/${commit.repeat(2)}/${commit.repeat(40)}.json`)!;
      expect(JSON.parse(file)).toHaveLength(5);
    }
    // Every commit on top of the one before: nobody forced anything.
    let length = 0;
    for (let sha = github.git.refs.get(`refs/heads/${branch}`); sha; length++) {
      sha = github.git.commits.get(sha)!.parents[0];
    }
    expect(length).toBe(20);
  });
});

const hourMs = 3_600_000;
/** When the last run of a planted history was measured. */
const plantedUntil = Date.UTC(2026, 0, 2);

/** A history of many runs, as if they had been recorded one after the other: of ten models, every hour one. */
function plantHistory(github: LoopbackGithub, runs: number): void {
  const files: Record<string, string> = { 'README.md': '' };
  const shards = new Map<string, RunSummary[]>();
  const text = JSON.stringify(baseline);
  for (let i = 0; i < runs; i++) {
    const createdAt = new Date(plantedUntil - (runs - 1 - i) * hourMs).toISOString();
    const month = createdAt.slice(0, 7);
    const model = `model-${i % 10}`;
    const commit = ((i * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0').repeat(5);
    const id = hashOf({ ...key, model }).slice(0, 16);
    const file = `runs/${month.replace('-', '/')}/run-${i}-${model}.${id}.json`;
    files[file] = text;
    files[`baselines/${model}.${id}.json`] = text;
    files[`commits/${commit.slice(0, 2)}/${commit}.json`] = JSON.stringify([file]);
    const ofMonth = [...shards.keys()].filter((shard) => shard.startsWith(`index/${month}-`));
    let shard = ofMonth.at(-1);
    if (!shard || shards.get(shard)!.length === 200) {
      shard = `index/${month}-${ofMonth.length + 1}.json`;
      shards.set(shard, []);
    }
    shards.get(shard)!.push({
      run: `run-${i}`,
      file,
      createdAt,
      commit,
      ref: 'main',
      runUrl: null,
      model,
      task: 'sql',
      taskKind: 'text-to-sql',
      metric: 'execution-accuracy',
      fingerprint: key.hardwareFingerprint,
      hardware: 'Test GPU',
      provenance: 'measured',
      verdict: 'pass',
      energyJPer1000Items: null,
      emissionsGPer1000Items: null,
      score: null,
      cegi: null,
    });
  }
  for (const [shard, summaries] of shards) files[shard] = JSON.stringify(summaries);
  files['index/manifest.json'] = JSON.stringify([...shards.keys()]);
  github.git.commitFiles(branch, files);
}

describe('a long history', () => {
  it('costs a look-up and an append no more requests than a short one', async () => {
    const counts: number[][] = [];
    for (const runs of [10, 10_000]) {
      const { github, store, warnings } = await open();
      plantHistory(github, runs);
      const requestsOf = async (work: () => Promise<unknown>) => {
        const before = github.requests.length;
        await work();
        return github.requests.length - before;
      };
      const found: (Baseline | null)[] = [];
      counts.push([
        await requestsOf(() => store.save(key, baseline)),
        await requestsOf(async () => found.push(await store.find(key))),
        await requestsOf(async () => found.push(await store.find(key, { commit: 'a'.repeat(40) }))),
        await requestsOf(async () => found.push(await store.find(key, { commit: 'f'.repeat(40) }))),
        await requestsOf(() => store.explainMissing({ ...key, model: 'none' })),
      ]);
      expect(found).toEqual([baseline, baseline, baseline]);
      expect(runFilesOf(github)).toHaveLength(runs + 1);
      expect(warnings).toEqual([]);
    }
    // Of an append: the branch twice, its commit, five files, tree, commit, branch.
    expect(counts[0]).toEqual([11, 1, 2, 2, 2]);
    expect(counts[1]).toEqual(counts[0]);
  });

  it('fills files of the index with 200 runs each', async () => {
    const { github, git } = await open();
    plantHistory(github, 420);
    for (let i = 0; i < 12; i++) {
      const createdAt = new Date(plantedUntil - (60 - i) * hourMs).toISOString();
      await storeOf(github, `late-${i}`).store.save(key, baselineOf({ createdAt }));
    }
    const manifest = JSON.parse(filesOf(github).get('index/manifest.json')!);
    const lengths = manifest.map((file: string) => [file, JSON.parse(filesOf(github).get(file)!).length]);
    expect(lengths).toEqual([
      ['index/2025-12-1.json', 200],
      ['index/2025-12-2.json', 200],
      ['index/2025-12-3.json', 7],
      ['index/2026-01-1.json', 25],
    ]);
    expect(await newestRuns(git, 26, () => {})).toHaveLength(32);
  });
});

const now = () => Math.floor(Date.now() / 1000);

/** Faults that pass, and where they strike. */
const passing: [string, () => Omit<Fault, 'path' | 'method'>][] = [
  ['a primary rate limit', () => ({ ...primaryRateLimit(now()), times: 1 })],
  ['a secondary rate limit by 403', () => ({ ...secondaryRateLimit(403, 1), times: 1 })],
  ['a secondary rate limit by 429', () => ({ ...secondaryRateLimit(429, 1), times: 1 })],
  ['a server error', () => ({ with: 500, times: 4 })],
  ['a bad gateway', () => ({ with: 502, times: 4 })],
  ['an unavailable service', () => ({ with: 503, times: 4 })],
  ['a broken connection', () => ({ with: 'reset', times: 4 })],
  ['a connection that breaks once the work is done', () => ({ with: 'reset-after', times: 4 })],
  ['an answer cut short', () => ({ with: 'half', times: 4 })],
  ['a stall', () => ({ with: 'stall', times: 2 })],
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
    await storeOf(github, 'before').store.save(key, baseline);
    github.fail({ ...place, ...fault() });
    const start = performance.now();
    const { store, warnings } = storeOf(github, 'during', { attemptTimeoutMs: 300 });
    await store.save(key, later(1));
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
    await store.save(key, baseline);
    github.fail({ method: 'GET', path: /contents\/baselines/, ...fault() });
    expect(await store.find(key)).toEqual(baseline);
    expect(summariesOf(github)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe('a branch that others move', () => {
  it.each([409, 422])('is read again where moving it is answered by %i', async (status) => {
    const { github, store, warnings } = await open();
    await storeOf(github, 'before').store.save(key, baseline);
    github.fail({ method: 'PATCH', path: /git\/refs/, with: status, times: 2 });
    await store.save(key, later(1));
    expect(summariesOf(github)).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it('that GitHub will not have moved at all is given up soon, with its reason', async () => {
    const { github, store, warnings } = await open();
    await storeOf(github, 'before').store.save(key, baseline);
    github.fail({
      method: 'PATCH',
      path: /git\/refs/,
      with: 422,
      message: 'Repository rule violations found',
    });
    await store.save(key, later(1));
    expect(github.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(5);
    expect(warnings).toEqual([expect.stringMatching(/was not saved.*Repository rule violations found/)]);
  });

  it('while the answer was lost has the run once, whoever came next', async () => {
    const { github } = await open();
    await storeOf(github, 'before').store.save(key, baseline);
    github.fail({ method: 'PATCH', path: /git\/refs/, with: 'reset-after', times: 3 });
    const { store, warnings } = storeOf(github, 'during');
    const rival = storeOf(github, 'rival');
    await Promise.all([store.save(key, later(1)), rival.store.save(key, later(2))]);
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
      ...writers.map(({ store }, i) => store.save(key, later(i))),
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
    await store.save(key, baseline);
    const commits = github.git.commits.size;
    await store.save(key, baseline);
    await storeOf(github, 'run-1').store.save(key, baseline);
    expect(summariesOf(github)).toHaveLength(1);
    expect(github.git.commits.size).toBe(commits);
  });
});

describe('a branch that cannot be had', () => {
  const saved = async (github: LoopbackGithub, patience: Patience = {}) => {
    const { store, warnings } = storeOf(github, 'run-1', patience);
    const start = performance.now();
    const found = await store.find(key);
    await store.save(key, baseline);
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
    await storeOf(github, 'before').store.save(key, baseline);
    let other = 0;
    const busy = setInterval(() => github.git.commitFiles(branch, { [`noise/${other++}`]: 'x' }), 1);
    const { store, warnings } = storeOf(github, 'late', { limitMs: 1000 });
    await store.save(key, later(1));
    clearInterval(busy);
    expect(warnings).toEqual([expect.stringMatching(/was not saved/)]);
  });
});

describe('what somebody else wrote to the branch', () => {
  const own = `baselines/sql-lora.${hash}.json`;

  it.each<[string, string, RegExp]>([
    ['nothing', '', /not JSON/],
    ['half a file', JSON.stringify(baseline).slice(0, 400), /not JSON/],
    ['deep nesting', '['.repeat(100_000), /not JSON/],
    ['something else', '{"schema":"other"}', /not a baseline \(schema/],
    ["another model's baseline", JSON.stringify(baselineOf({ model: 'other' })), /belongs to another model/],
    [
      'a negative energy',
      JSON.stringify(baseline).replace(/"energyJ":\d+(\.\d+)?/, '"energyJ":-1'),
      /not a baseline \(measurement\.rounds/,
    ],
  ])('counts for nothing, with a warning, where a baseline holds %s', async (_, content, reason) => {
    const { github, store, warnings } = await open();
    await store.save(key, baseline);
    github.git.commitFiles(branch, { [own]: content, [runFilesOf(github)[0]!]: content });
    expect(await store.find(key)).toBeNull();
    expect(await store.find(key, { commit: 'a'.repeat(40) })).toBeNull();
    expect(warnings).toHaveLength(2);
    for (const warning of warnings) expect(warning).toMatch(reason);
    // The next run heals it.
    await storeOf(github, 'run-2').store.save(key, later(1));
    expect((await storeOf(github, 'run-3').store.find(key))?.measurement).toEqual(later(1).measurement);
  });

  it.each([
    ['no list', '{'],
    ['names that lead elsewhere', '["../../secrets.json", "runs/2026/01/../../x.json"]'],
    ['no files of runs', '[1, null]'],
  ])('counts for nothing, with a warning, where a commit’s runs are %s', async (_, content) => {
    const { github, store, warnings } = await open();
    await store.save(key, baseline);
    github.git.commitFiles(branch, { [`commits/aa/${'a'.repeat(40)}.json`]: content });
    expect(await store.find(key, { commit: 'a'.repeat(40) })).toEqual(baseline);
    expect(warnings).toEqual([expect.stringMatching(/not a list of runs; the newest baseline is taken/)]);
  });

  it('is passed over in the index, and nothing of it is written over', async () => {
    const { github, store, git, warnings } = await open();
    await store.save(key, baseline);
    const [shard] = JSON.parse(filesOf(github).get('index/manifest.json')!);
    github.git.commitFiles(branch, { [shard]: '[{"run": 1}]' });
    const second = storeOf(github, 'run-2');
    await second.store.save(key, later(1));
    expect(second.warnings).toEqual([expect.stringMatching(/not a list of runs; it is passed over/)]);
    expect(filesOf(github).get(shard)).toBe('[{"run": 1}]');
    expect((await newestRuns(git, 9, (text) => void warnings.push(text))).map(({ run }) => run)).toEqual([
      'run-2',
    ]);

    github.git.commitFiles(branch, { 'index/manifest.json': '["https://example.org/x.json"]' });
    const third = storeOf(github, 'run-3');
    await third.store.save(key, later(2));
    expect(third.warnings).toEqual([expect.stringMatching(/it is made anew/)]);
    const manifest = JSON.parse(filesOf(github).get('index/manifest.json')!);
    expect(manifest).toEqual([shard, shard.replace('-1.json', '-2.json')]);
    expect((await newestRuns(git, 9, () => {})).map(({ run }) => run)).toEqual(['run-2', 'run-3']);
  });

  it('is no baseline where a directory stands in its place, or a file too large to read', async () => {
    const { github, store, warnings } = await open({ limits: { blobBytes: 100_000 } });
    await store.save(key, baseline);
    github.git.commitFiles(branch, { [own]: 'x'.repeat(100_001) });
    expect(await store.find(key)).toBeNull();
    github.git.commitFiles(branch, { [own]: null });
    github.git.commitFiles(branch, { [`${own}/inside`]: 'x' });
    expect(await store.find(key)).toBeNull();
    expect(warnings).toEqual([
      expect.stringMatching(/too large to fetch/),
      expect.stringMatching(/not a plain file/),
    ]);
  });
});

describe('compaction', () => {
  const now = new Date(plantedUntil + 1000 * hourMs);
  const retain = (github: LoopbackGithub, keepRuns: number, keepDays: number, warnings: string[] = []) =>
    compact(
      storeOf(github, 'compact').git,
      { keepRuns, keepDays },
      { now, warn: (text) => warnings.push(text) },
    );

  it('drops old runs, and keeps young ones, the newest of each key, and the whole index', async () => {
    const { github, store } = await open();
    plantHistory(github, 1000);
    const before = filesOf(github);
    expect(await retain(github, 3, 0)).toEqual({ kept: 30, dropped: 970 });
    const after = filesOf(github);
    for (const path of before.keys()) {
      if (/^(index|baselines|README)/.test(path)) expect(after.get(path)).toBe(before.get(path));
    }
    const left = runFilesOf(github).map((path) => Number(/run-(\d+)/.exec(path)![1]));
    expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => 970 + i));
    expect([...after.keys()].filter((path) => path.startsWith('commits/'))).toHaveLength(30);
    await store.save(key, baseline);
    expect(await store.find(key)).toEqual(baseline);
    expect(summariesOf(github)).toHaveLength(1001);
  });

  it('keeps what is young enough, by the hour', async () => {
    const { github } = await open();
    plantHistory(github, 1000);
    // The newest is a thousand hours old.
    expect(await retain(github, 1, 1099 / 24)).toEqual({ kept: 100, dropped: 900 });
    expect(await retain(github, 0, 0)).toEqual({ kept: 10, dropped: 90 });
  });

  it('leaves one commit without a past, even where nothing is to be dropped, and then no more to do', async () => {
    const { github } = await open();
    await storeOf(github, 'a').store.save(key, baseline);
    await storeOf(github, 'b').store.save(key, later(1));
    expect(await retain(github, 100, 10_000)).toEqual({ kept: 2, dropped: 0 });
    const tip = github.git.refs.get(`refs/heads/${branch}`)!;
    expect(github.git.commits.get(tip)!.parents).toEqual([]);
    expect(await retain(github, 100, 10_000)).toEqual({ kept: 2, dropped: 0 });
    expect(github.git.refs.get(`refs/heads/${branch}`)).toBe(tip);
  });

  it('loses no run that is recorded meanwhile', async () => {
    const { github, store } = await open();
    plantHistory(github, 100);
    let landed: Promise<void> | null = null;
    const { git } = storeOf(github, 'compact');
    const slowed: typeof git = {
      ...git,
      commit: (change) =>
        git.commit(async (tip) => {
          const wanted = await change(tip);
          landed ??= store.save(key, baseline);
          await landed;
          return wanted;
        }),
    };
    await compact(slowed, { keepRuns: 2, keepDays: 0 }, { now, warn() {} });
    expect(await store.find(key)).toEqual(baseline);
    expect(runFilesOf(github)).toHaveLength(21);
    expect(summariesOf(github).map(({ run }) => run)).toContain('run-1');
  });

  it('and writers at once end with every run, and in a branch that is whole', async () => {
    const { github } = await open({ latencyMs: 5 });
    plantHistory(github, 100);
    const writers = Array.from({ length: 6 }, (_, i) => storeOf(github, `new-${i}`));
    await Promise.all([
      ...writers.map(({ store }, i) => store.save(key, later(i))),
      retain(github, 2, 0),
      retain(github, 2, 0),
    ]);
    expect(writers.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(summariesOf(github).filter(({ run }) => run.startsWith('new-'))).toHaveLength(6);
    expect((await writers[0]!.store.find(key))?.history).toHaveLength(5);
  });

  it('lists directories one by one where GitHub cuts a list short', async () => {
    const { github } = await open({ limits: { treeEntries: 800 } });
    plantHistory(github, 1000);
    expect(await retain(github, 1, 0)).toEqual({ kept: 10, dropped: 990 });
  });

  it('leaves alone what is no file of a run, and where there is no branch does nothing', async () => {
    const { github } = await open();
    expect(await retain(github, 1, 0)).toEqual({ kept: 0, dropped: 0 });
    plantHistory(github, 20);
    github.git.commitFiles(branch, { 'runs/notes.txt': 'mine', 'index/2026-01-1.json': 'garbage' });
    const warnings: string[] = [];
    // Without the index the age of a run is its month's.
    expect(await retain(github, 1, 0, warnings)).toEqual({ kept: 11, dropped: 10 });
    expect(filesOf(github).get('runs/notes.txt')).toBe('mine');
    expect(warnings).toEqual([expect.stringMatching(/not a list of runs/)]);
  });

  it('says why it cannot be done', async () => {
    const github = await startDescribedGithub({ readOnly: true });
    plantHistory(github, 20);
    await expect(retain(github, 1, 0)).rejects.toThrow(/HTTP 403.*contents: write/);
  });
});
