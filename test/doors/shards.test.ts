import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { DemoEvent } from '../../src/demo/run-action.ts';
import { configuration, type Scene, setScene } from './scene.ts';

const part = (name: string) => resolve(`dist/${name}.js`);
const divided = configuration().replace('task: sql\n', 'task: sql\n    shards: 2\n');

/** Measures shards of the model as jobs of a matrix do, each with a directory of its own. */
async function measured(scene: Scene, event: DemoEvent, shards: string[], results: string) {
  for (const shard of shards) {
    const { exitCode, log, reports, result } = await scene.run(event, {
      bundle: part('measure'),
      environment: { INPUT_MODELS: 'sql', INPUT_SHARD: shard },
    });
    expect(exitCode, log).toBe(0);
    expect(result!.recorded).toBe(false);
    const directory = join(scene.repository.directory, results, `cegi-${shard.replace('/', '-')}`);
    await cp(reports, directory, { recursive: true });
  }
}
const reported = (scene: Scene, event: DemoEvent, results: string) =>
  scene.run(event, { bundle: part('report'), environment: { INPUT_RESULTS: results, INPUT_MODELS: 'sql' } });

/** What GitHub knows of the repository's commits. */
async function known(scene: Scene, ...names: string[]) {
  for (const name of names)
    scene.github.files.set(`${await scene.repository.commitOf(name)}:.github/cegi.yml`, divided);
}

it('shards are planned as jobs, measured apart, put together, recorded on the default branch and judged on a pull request', async () => {
  const scene = await setScene(divided);
  const push: DemoEvent = { name: 'push', before: null };
  await known(scene, 'main');
  await measured(scene, push, ['1/2', '2/2'], 'of-main');
  const first = await reported(scene, push, 'of-main');
  expect(first.exitCode, first.log).toBe(0);
  expect(first.result).toMatchObject({ recorded: true, verdict: 'no-baseline' });
  const whole = first.result!.models[0]!.measurement!;
  expect(whole.task).toMatchObject({ items: 24, shard: null, settings: { shards: 2 } });
  expect(new Set(whole.itemIds).size).toBe(whole.itemIds.length);

  // What is recorded is found again.
  const again = await reported(scene, push, 'of-main');
  expect(again.result!.models[0]!.comparison).toMatchObject({ mode: 'stored' });

  await scene.repository.swapInVerboseModel('explain');
  await known(scene, 'explain');
  const [base, head] = await Promise.all(['main', 'explain'].map((name) => scene.repository.commitOf(name)));
  scene.github.comparisons.set(`main...${head}`, {
    mergeBase: base!,
    files: [{ filename: 'models/sql/onnx/model.onnx' }],
  });
  const pull: DemoEvent = { name: 'pull_request', number: 4 };
  const planned = await scene.run(pull, { bundle: part('plan') });
  expect(planned.outputs).toContain(
    '{"include":[{"model":"sql","shard":"1/2","runs-on":["self-hosted"]},{"model":"sql","shard":"2/2","runs-on":["self-hosted"]}]}',
  );
  await measured(scene, pull, ['2/2'], 'of-pull');
  const half = await reported(scene, pull, 'of-pull');
  expect(half.exitCode).toBe(1);
  expect(half.log).toContain('sql: Shard 1 of 2 is missing');

  await measured(scene, pull, ['1/2'], 'of-pull');
  const judged = await reported(scene, pull, 'of-pull');
  expect(judged.result!.models[0]!.comparison).toMatchObject({ mode: 'side-by-side' });
  expect(judged.result!.verdict, judged.log).toBe('fail');
  expect(judged.exitCode).toBe(1);
  expect(scene.github.comments).toHaveLength(1);
  expect(scene.github.comments[0]!.body).toContain('Carbon regression');
}, 120_000);

it('a shard that the configuration does not have is refused', async () => {
  const scene = await setScene(divided);
  const { exitCode, log } = await scene.run(
    { name: 'push', before: null },
    { bundle: part('measure'), environment: { INPUT_MODELS: 'sql', INPUT_SHARD: '3/3' } },
  );
  expect(exitCode).toBe(1);
  expect(log).toContain('sets `shards: 2` for it');
});
