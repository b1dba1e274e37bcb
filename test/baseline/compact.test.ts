import { describe, expect, it } from 'vitest';
import { compact } from '../../src/baseline/compact.ts';
import type { LoopbackGithub } from '../../src/demo/loopback-github.ts';
import { startDescribedGithub } from '../github/contract.ts';
import {
  baseline,
  branch,
  filesOf,
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
import { toKeep } from './records.ts';

describe('compaction', () => {
  const now = new Date(plantedUntil + 1000 * hourMs);
  const retain = (github: LoopbackGithub, keepRuns: number, keepDays: number, warnings: string[] = []) =>
    compact(
      storeOf(github, 'compact').git,
      { keepRuns, keepDays },
      { now, warn: (text) => warnings.push(text) },
    );

  it('drops old runs, and keeps young ones, the newest of each key, the whole index, and overrides', async () => {
    const { github, store } = await open();
    plantHistory(github, 1000);
    github.git.commitFiles(branch, { 'overrides/7.json': '{}\n' });
    const before = filesOf(github);
    expect(await retain(github, 3, 0)).toEqual({ kept: 30, dropped: 970 });
    const after = filesOf(github);
    for (const path of before.keys()) {
      if (/^(index|baselines|overrides|README)/.test(path)) expect(after.get(path)).toBe(before.get(path));
    }
    const left = runFilesOf(github).map((path) => Number(/run-(\d+)/.exec(path)![1]));
    expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => 970 + i));
    expect([...after.keys()].filter((path) => path.startsWith('commits/'))).toHaveLength(30);
    await store.save([toKeep(key, baseline)]);
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
    await storeOf(github, 'a').store.save([toKeep(key, baseline)]);
    await storeOf(github, 'b').store.save([toKeep(key, later(1))]);
    expect(await retain(github, 100, 10_000)).toEqual({ kept: 2, dropped: 0 });
    const tip = github.git.refs.get(`refs/heads/${branch}`)!;
    expect(github.git.commits.get(tip)!.parents).toEqual([]);
    expect(await retain(github, 100, 10_000)).toEqual({ kept: 2, dropped: 0 });
    expect(github.git.refs.get(`refs/heads/${branch}`)).toBe(tip);
  });

  it('loses no run that is recorded meanwhile', async () => {
    const { github, store } = await open();
    plantHistory(github, 100);
    let landed: Promise<boolean> | null = null;
    const { git } = storeOf(github, 'compact');
    const slowed: typeof git = {
      ...git,
      commit: (change) =>
        git.commit(async (tip) => {
          const wanted = await change(tip);
          landed ??= store.save([toKeep(key, baseline)]);
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
      ...writers.map(({ store }, i) => store.save([toKeep(key, later(i))])),
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
