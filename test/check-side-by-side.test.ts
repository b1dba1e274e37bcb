import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../src/errors.ts';
import type { Changes } from '../src/github/changes.ts';
import { type Machine, scene } from './check-scene.ts';

const reference = { powerW: 100, right: 3 };
const blocks = '{ min: 4, max: 8, min-seconds: 0 }';
const energyOnly = '{ cegi: off, score: off, emissions: +40% }';

/** A repository whose base is what its working tree is, but for what the machine says the base's model does. */
async function sideBySide(change: Partial<Changes> & { config?: (text: string) => string } = {}) {
  const { root, run } = await scene();
  const { config = (text: string) => text, ...overrides } = change;
  const changes: Changes = {
    baseCommit: 'b'.repeat(40),
    changedFiles: ['model/onnx/model.onnx'],
    incomplete: null,
    fileAtBase: async (path) => config(await readFile(join(root, path), 'utf8')),
    async checkOutBase(paths, directory) {
      for (const path of paths!)
        await cp(join(root, path), join(directory, 'tree', path), { recursive: true });
    },
    ...overrides,
  };
  const measure = (machine: Partial<Machine>, options = {}) =>
    run(
      {
        models: { model: { powerW: 200 }, base: reference },
        atBase: { powerW: 200 },
        rounds: blocks,
        rules: energyOnly,
        ...machine,
      },
      { changes, ...options },
    );
  return { root, measure };
}

it('the base is measured in turns with the head, in blocks of two rounds each, one around the other', async () => {
  const { measure } = await sideBySide();
  const { model, passes, lines } = await measure({ models: { model: { powerW: 800 }, base: reference } });
  expect(model.verdict).toBe('fail');
  expect(model.reason).toMatch(/^Energy rose \d+ % \(\d+ to \d+ %\), beyond the 40 % allowed: fail\.$/);
  expect(model.comparison).toMatchObject({ mode: 'side-by-side', why: null, betweenRuns: null });
  const rounds = passes
    .filter((name) => name !== 'base')
    .slice(2)
    .map((name) => (name === 'model' ? 'B' : 'A'));
  expect(rounds.length % 4).toBe(0);
  for (let start = 0; start < rounds.length; start += 4) {
    expect(['ABBA', 'BAAB']).toContain(rounds.slice(start, start + 4).join(''));
  }
  expect(model.measurement!.rounds).toHaveLength(rounds.length / 2);
  expect(model.baselineMeasurement!.rounds).toHaveLength(rounds.length / 2);
  expect(model.baselineMeasurement!.commit).toBe('b'.repeat(40));
  expect(lines.join('\n')).toMatch(
    /in turns with the base, 4 to 8 rounds of each: .*, of which the base takes/,
  );
});

it('no change and an improvement pass, without any stored baseline', async () => {
  const { measure } = await sideBySide();
  const same = await measure({});
  expect(same.model).toMatchObject({ verdict: 'pass', comparison: { mode: 'side-by-side' } });
  const better = await measure({ models: { model: { powerW: 60 }, base: reference } });
  expect(better.model.verdict).toBe('pass');
  expect(better.model.rules[0]).toMatchObject({ improved: true });
  expect(better.model.reason).toMatch(/^Energy fell \d+ % \(\d+ to \d+ %\): an improvement\.$/);
});

it('scores are compared with those that the base has here and now', async () => {
  const { measure } = await sideBySide();
  const rules = '{ cegi: off, emissions: off, score: -5pt }';
  const { model } = await measure({
    rules,
    models: { model: { powerW: 200, right: 2 }, base: reference },
    atBase: { powerW: 200, right: 19 },
  });
  expect(model.verdict).toBe('fail');
  expect(model.change.scorePoints!.high).toBeLessThan(-40);
});

it.each<[string, Parameters<typeof sideBySide>[0], RegExp]>([
  ['is new', { config: (text) => text.replace('{ id: model,', '{ id: other,') }, /^it is new$/],
  [
    'is asked otherwise at the base',
    { config: (text) => text.replace('dataset: data.jsonl', 'dataset: data.jsonl, prompt: "{dialogue}"') },
    /^the base sets task\.prompt otherwise$/,
  ],
  [
    'writes more at the base',
    { config: (text) => text.replace('task: talk,', 'task: talk, evaluator: { max-new-tokens: 7 },') },
    /^max-new-tokens is 7 at the base and \d+ here$/,
  ],
  [
    'has no files at the base',
    {
      checkOutBase: () => Promise.reject(new UserError('git checkout failed (pathspec did not match)')),
    },
    /^the base's files are not at hand: git checkout failed/,
  ],
  ['has a base without a configuration', { fileAtBase: async () => null }, /^the base has no cegi\.yml$/],
])('a model that %s is compared with the store, which says why', async (_, change, why) => {
  const { measure } = await sideBySide(change);
  await measure({}, { record: true, only: [] });
  const { model } = await measure({ models: { model: { powerW: 800 }, base: reference } });
  expect(model.comparison).toMatchObject({ mode: 'stored', why: expect.stringMatching(why) });
  expect(model.verdict).toBe('fail');
});

it('a base that cannot be run is told of, and the store is asked', async () => {
  const { measure } = await sideBySide();
  await measure({}, { record: true, only: [] });
  const { model } = await measure({ atBase: { powerW: 200, failsAtPass: 1 } });
  expect(model.comparison).toMatchObject({
    mode: 'stored',
    why: 'the base could not be run: the simulated model crashed',
  });
});

it('side by side alone never falls back, and stored alone never runs the base', async () => {
  const { measure } = await sideBySide({ fileAtBase: async () => null });
  const alone = await measure({ compare: 'side-by-side' });
  expect(alone.model.verdict).toBe('no-baseline');
  expect(alone.model.reason).toContain('side by side with the base, but the base has no cegi.yml');

  const other = await sideBySide();
  const { model, opened } = await other.measure({ compare: 'stored' });
  expect(opened).not.toContain('model at the base');
  expect(model.verdict).toBe('no-baseline');
});

it('a head that crashes in the second block leaves the first, and no pass', async () => {
  const { measure } = await sideBySide();
  const { model, results } = await measure({
    models: { model: { powerW: 200, failsAtPass: 5 }, base: reference },
  });
  expect(model.verdict).toBe('incomparable');
  expect(model.measurement).toMatchObject({ status: 'partial', error: 'the simulated model crashed' });
  expect(model.measurement!.rounds.length).toBeGreaterThanOrEqual(2);
  expect(results.length).toBeGreaterThanOrEqual(2);
});

it('a shard goes on until its own rounds are precise, whatever it makes of them itself', async () => {
  const { measure } = await sideBySide();
  const machine = {
    models: { model: { powerW: 1900 }, base: reference },
    rules: '{ cegi: off, score: off, emissions: +1% }',
    shards: 2,
  };
  const alone = await measure(machine);
  expect(alone.model).toMatchObject({ verdict: 'fail', comparison: { mode: 'side-by-side' } });
  expect(alone.model.measurement!.rounds).toHaveLength(4);
  // No timer here is precise to a quarter of a percent.
  const shard = await measure(machine, { shard: { index: 1, count: 2 } });
  expect(shard.model.measurement!.rounds).toHaveLength(8);
  expect(shard.model.measurement!.task).toMatchObject({ items: 10, shard: { index: 1, count: 2 } });
});
