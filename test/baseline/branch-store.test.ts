import { describe, expect, it } from 'vitest';
import { compact } from '../../src/baseline/compact.ts';
import { nextBaseline } from '../../src/baseline/next-baseline.ts';
import { newestRuns } from '../../src/baseline/run-index.ts';
import type { Baseline } from '../../src/measurement/measurement.ts';
import { startDescribedGithub } from '../github/contract.ts';
import {
  baseline,
  branch,
  filesOf,
  hash,
  hourMs,
  key,
  later,
  open,
  plantedUntil,
  plantHistory,
  runFilesOf,
  storeOf,
  summariesOf,
} from './branch-scene.ts';
import { baselineOf, calibrationOf, carbon, keyOf, toKeep } from './records.ts';

describe('baselines on a branch', () => {
  it('are found again by another run, on a branch of their own that main knows nothing of', async () => {
    const { github, store, warnings } = await open();
    const main = github.git.refs.get('refs/heads/main');
    await store.save([toKeep(key, baseline)]);
    const other = storeOf(github, 'run-2');
    expect(await other.store.find(key)).toEqual(baseline);
    expect([...warnings, ...other.warnings]).toEqual([]);
    expect(github.git.refs.get('refs/heads/main')).toBe(main);
    const tip = github.git.commits.get(github.git.refs.get(`refs/heads/${branch}`)!)!;
    expect(tip).toMatchObject({ parents: [], message: 'Record run run-1 of sql-lora' });
  });

  it('lie where people find them', async () => {
    const { github, store } = await open();
    await store.save([toKeep(key, baseline)]);
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
    await store.save([toKeep(key, baseline)]);
    const first = filesOf(github).get(runFilesOf(github)[0]!);
    const second = nextBaseline(later(1, { commit: 'b'.repeat(40) }).measurement, carbon, baseline);
    await storeOf(github, 'run-2').store.save([toKeep(key, second)]);
    expect(await store.find(key)).toEqual(second);
    expect(runFilesOf(github)).toHaveLength(2);
    expect(filesOf(github).get(runFilesOf(github)[0]!)).toBe(first);
  });

  it('are those of a commit where it was measured, else the newest', async () => {
    const { github, store, warnings } = await open();
    const [first, second] = [baseline, later(1, { commit: 'b'.repeat(40) })];
    await store.save([toKeep(key, first)]);
    await storeOf(github, 'run-2').store.save([toKeep(key, second)]);
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
    await store.save([toKeep(key, before)]);
    // Both began with the same baseline.
    const [a, b] = [1, 2].map((minutes) => nextBaseline(later(minutes).measurement, carbon, before));
    await storeOf(github, 'run-2').store.save([toKeep(key, a!)]);
    await storeOf(github, 'run-3').store.save([toKeep(key, b!)]);
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
      await storeOf(github, `run-${index}`).store.save([toKeep(keyOf(one), one)]);
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
    await store.save([toKeep(key, baseline)]);
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
    await store.save([toKeep(key, large)]);
    expect(await store.find(key)).toEqual(large);
    expect(github.requests.filter(({ path }) => path.endsWith('/git/blobs'))).toHaveLength(1);
  });

  it('leave a branch alone that holds something else', async () => {
    const { github, store, warnings } = await open();
    const tip = github.git.commitFiles(branch, { 'index.html': 'a site' });
    expect(await store.save([toKeep(key, baseline)])).toBe(false);
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
    await store.save([toKeep(key, baseline)]);
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
    await Promise.all(writers.map(({ store, baseline: own }) => store.save([toKeep(key, own)])));
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

it('a run that was measured before the newest one is a part of the history, and not the newest', async () => {
  const { github, store } = await open();
  await store.save([toKeep(key, later(5))]);
  // An older push whose job is run again, or ends late.
  await storeOf(github, 'run-2').store.save([toKeep(key, later(1))]);
  const found = await store.find(key);
  expect(found!.measurement).toEqual(later(5).measurement);
  expect(found!.history.map(({ createdAt }) => createdAt)).toEqual([later(1).measurement.createdAt]);
  expect(runFilesOf(github)).toHaveLength(2);
});

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
        await requestsOf(() => store.save([toKeep(key, baseline)])),
        await requestsOf(async () => found.push(await store.find(key))),
        await requestsOf(async () => found.push(await store.find(key, { commit: 'a'.repeat(40) }))),
        await requestsOf(async () => found.push(await store.find(key, { commit: 'f'.repeat(40) }))),
        await requestsOf(() => store.explainMissing({ ...key, model: 'none' })),
      ]);
      expect(found).toEqual([baseline, baseline, baseline]);
      expect(runFilesOf(github)).toHaveLength(runs + 1);
      expect(warnings).toEqual([]);
    }
    // Of an append: the branch twice, its commit, five files, those that are not there twice, tree, commit, branch.
    expect(counts[0]).toEqual([14, 1, 2, 3, 2]);
    expect(counts[1]).toEqual(counts[0]);
  });

  it('takes a hundred models in a tenth of the commits, and in requests that GitHub lets a job make', async () => {
    const { github, store, warnings } = await open();
    const ofModel = (model: string) => {
      const one = baselineOf({ model });
      return toKeep(keyOf(one), one);
    };
    const before = github.requests.length;
    expect(await store.save(Array.from({ length: 100 }, (_, i) => ofModel(`model-${i}`)))).toBe(true);
    const asked = github.requests.slice(before);
    const writes = asked.filter(({ method }) => method !== 'GET');
    // GitHub allows 1,000 an hour, and some 80 that write in a minute.
    expect({ all: asked.length, writes: writes.length }).toEqual({ all: 448, writes: 30 });
    expect(summariesOf(github).map(({ model }) => model)).toEqual(
      Array.from({ length: 100 }, (_, i) => `model-${i}`),
    );
    expect(runFilesOf(github)).toHaveLength(100);
    expect(warnings).toEqual([]);
  });

  it('fills files of the index with 200 runs each', async () => {
    const { github, git } = await open();
    plantHistory(github, 420);
    for (let i = 0; i < 12; i++) {
      const createdAt = new Date(plantedUntil - (60 - i) * hourMs).toISOString();
      await storeOf(github, `late-${i}`).store.save([toKeep(key, baselineOf({ createdAt }))]);
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
    await store.save([toKeep(key, baseline)]);
    github.git.commitFiles(branch, { [own]: content, [runFilesOf(github)[0]!]: content });
    expect(await store.find(key)).toBeNull();
    expect(await store.find(key, { commit: 'a'.repeat(40) })).toBeNull();
    expect(warnings).toHaveLength(2);
    for (const warning of warnings) expect(warning).toMatch(reason);
    expect(await store.explainMissing(key)).toBe(
      'The baseline of sql-lora on the branch cegi-data cannot be used.',
    );
    // The next run heals it.
    await storeOf(github, 'run-2').store.save([toKeep(key, later(1))]);
    expect((await storeOf(github, 'run-3').store.find(key))?.measurement).toEqual(later(1).measurement);
  });

  it.each([
    ['no list', '{'],
    ['names that lead elsewhere', '["../../secrets.json", "runs/2026/01/../../x.json"]'],
    ['no files of runs', '[1, null]'],
  ])('counts for nothing, with a warning, where a commit’s runs are %s', async (_, content) => {
    const { github, store, warnings } = await open();
    await store.save([toKeep(key, baseline)]);
    github.git.commitFiles(branch, { [`commits/aa/${'a'.repeat(40)}.json`]: content });
    expect(await store.find(key, { commit: 'a'.repeat(40) })).toEqual(baseline);
    expect(warnings).toEqual([expect.stringMatching(/not a list of runs; the newest baseline is taken/)]);
  });

  it('is passed over in the index, and nothing of it is written over', async () => {
    const { github, store, git, warnings } = await open();
    await store.save([toKeep(key, baseline)]);
    const [shard] = JSON.parse(filesOf(github).get('index/manifest.json')!);
    github.git.commitFiles(branch, { [shard]: '[{"run": 1}]' });
    const second = storeOf(github, 'run-2');
    await second.store.save([toKeep(key, later(1))]);
    expect(second.warnings).toEqual([expect.stringMatching(/not a list of runs; it is passed over/)]);
    expect(filesOf(github).get(shard)).toBe('[{"run": 1}]');
    expect((await newestRuns(git, 9, (text) => void warnings.push(text))).map(({ run }) => run)).toEqual([
      'run-2',
    ]);

    github.git.commitFiles(branch, { 'index/manifest.json': '["https://example.org/x.json"]' });
    const third = storeOf(github, 'run-3');
    await third.store.save([toKeep(key, later(2))]);
    expect(third.warnings).toEqual([expect.stringMatching(/it is made anew/)]);
    const manifest = JSON.parse(filesOf(github).get('index/manifest.json')!);
    expect(manifest).toEqual([shard, shard.replace('-1.json', '-2.json')]);
    expect((await newestRuns(git, 9, () => {})).map(({ run }) => run)).toEqual(['run-2', 'run-3']);
  });

  it('is no baseline where a directory stands in its place, or a file too large to read', async () => {
    const { github, store, warnings } = await open({ limits: { blobBytes: 100_000 } });
    await store.save([toKeep(key, baseline)]);
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
