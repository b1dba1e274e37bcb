import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../src/measurement/result.ts';
import { ended, forked, outputsOf, part } from './parts-scene.ts';
import { configuration, type Scene, setScene } from './scene.ts';

async function downloaded(scene: Scene, reports: string, change: (result: CheckResult) => void = () => {}) {
  const directory = join(scene.repository.directory, 'results', 'cegi-0');
  await mkdir(directory, { recursive: true });
  await cp(reports, directory, { recursive: true });
  const file = join(directory, 'result.json');
  const result = JSON.parse(await readFile(file, 'utf8')) as CheckResult;
  change(result);
  await writeFile(file, JSON.stringify(result));
}

it('a fork is measured without a token, and reported from another run, which believes nothing but its rounds', async () => {
  const scene = await setScene();
  const { head } = await forked(scene);
  const measured = await scene.run(
    { name: 'pull_request', number: 9 },
    { bundle: part('measure'), environment: { 'INPUT_GITHUB-TOKEN': '' } },
  );
  expect(measured.exitCode).toBe(0);
  expect(measured.result!.verdict).toBe('fail');
  expect(outputsOf(measured.outputs).results).toBe(measured.reports);
  expect(scene.github.requests).toEqual([]);

  // Whoever measured says that all is well, and names another pull request.
  await downloaded(scene, measured.reports, (result) => {
    result.pullRequest = 1;
    result.verdict = 'pass';
    for (const model of result.models) Object.assign(model, { verdict: 'pass', reason: 'fine @everyone' });
  });
  const reported = await scene.run(ended(head), {
    bundle: part('report'),
    environment: { INPUT_RESULTS: 'results' },
  });
  expect(reported.exitCode).toBe(1);
  expect(reported.result!.verdict).toBe('fail');
  expect(scene.github.comments).toHaveLength(1);
  expect(scene.github.comments[0]).toMatchObject({ issue: 9 });
  expect(scene.github.comments[0]!.body).toContain('Carbon regression');
  expect(scene.github.comments[0]!.body).not.toContain('@everyone');
});

it('a shard that is missing is named, and fails the report', async () => {
  const scene = await setScene();
  const { head } = await forked(scene);
  await mkdir(join(scene.repository.directory, 'results/cegi-0'), { recursive: true });
  const measured = await scene.run({ name: 'pull_request', number: 9 }, { bundle: part('measure') });
  await downloaded(scene, measured.reports, (result) => {
    result.models = [];
  });
  const reported = await scene.run(ended(head), {
    bundle: part('report'),
    environment: { INPUT_RESULTS: 'results' },
  });
  expect(reported.exitCode).toBe(1);
  expect(reported.log).toContain('sql: No result of it came from the runs that measured');
  expect(scene.github.comments[0]!.body).toContain('No result of it came');
});

it('a run whose pull request has moved on is not reported', async () => {
  const scene = await setScene();
  const { head } = await forked(scene);
  scene.github.pulls[0]!.headSha = 'f'.repeat(40);
  const reported = await scene.run(ended(head), {
    bundle: part('report'),
    environment: { INPUT_RESULTS: 'results' },
  });
  expect(reported.exitCode).toBe(0);
  expect(reported.log).toContain('Nothing is reported: its pull request has newer commits.');
  expect(scene.github.comments).toEqual([]);
});

it('results that are not there are missed by name, where people look', async () => {
  const scene = await setScene();
  const { head } = await forked(scene);
  const reported = await scene.run(ended(head), {
    bundle: part('report'),
    environment: { INPUT_RESULTS: 'nowhere' },
  });
  expect(reported.exitCode).toBe(1);
  expect(reported.log).toMatch(/nowhere could not be read/);
  expect(scene.github.comments[0]!.body).toContain('nowhere could not be read');
  expect(scene.github.checkRuns).toMatchObject([{ headSha: head, conclusion: 'failure' }]);
});

it('the plan is a matrix of the models that a change touches, with their runners', async () => {
  const scene = await setScene(
    configuration().replace('task: sql\n', 'task: sql\n    runs-on: [self-hosted, l4]\n'),
  );
  await scene.repository.swapInVerboseModel('explain');
  const planned = await scene.run({ name: 'pull_request', number: 3 }, { bundle: part('plan') });
  expect(planned.exitCode).toBe(0);
  const { matrix, any } = outputsOf(planned.outputs);
  expect(any).toBe('true');
  expect(JSON.parse(matrix!)).toEqual({
    include: [{ model: 'sql', shard: '', 'runs-on': ['self-hosted', 'l4'] }],
  });
});

it('the whole check refuses to run where it would measure the default branch for a pull request', async () => {
  const scene = await setScene();
  const { head } = await forked(scene);
  const run = await scene.run(ended(head));
  expect(run.exitCode).toBe(1);
  expect(run.log).toContain('Use the part cegi-action/report there');
});
