import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ActionRun } from '../../src/demo/run-action.ts';
import { result } from '../report/result-factory.ts';
import { startActionsArtifacts } from '../simulators/actions-artifacts.ts';
import { zipOf } from '../simulators/zip.ts';
import { ended, forked, outputsOf, part } from './parts-scene.ts';
import { configuration, type Scene, setScene } from './scene.ts';

/** The part measure on a stranger's pull request, with nothing but what every step has. */
async function measuring(scene: Scene) {
  const { head } = await forked(scene);
  const { artifacts } = scene.github;
  const service = await startActionsArtifacts({ id: 7, headSha: head, headRepositoryId: 2 }, artifacts);
  onTestFinished(() => service.close());
  const given = {
    ...service.environment,
    'INPUT_GITHUB-TOKEN': '',
    INPUT_ARTIFACT: 'cegi-measure-0',
    INPUT_MODELS: 'sql',
  };
  const measure = (
    environment: Record<string, string> = {},
    onLine: (line: string, process: ChildProcess) => void = () => {},
  ) =>
    scene.run(
      { name: 'pull_request', number: 9 },
      { bundle: part('measure'), environment: { ...given, ...environment }, onLine },
    );
  /** The end of the job of a step, which knows what the step kept. */
  const endOfJob = async (step: ActionRun, environment: Record<string, string> = {}) => {
    const directory = dirname(step.reports);
    const state = Object.entries(outputsOf(await readFile(join(directory, 'state'), 'utf8')));
    return scene.run(
      { name: 'pull_request', number: 9 },
      {
        bundle: part('measure-post'),
        environment: {
          ...given,
          ...Object.fromEntries(state.map(([name, value]) => [`STATE_${name}`, value])),
          RUNNER_TEMP: directory,
          ...environment,
        },
      },
    );
  };
  const report = () => scene.run(ended(head), { bundle: part('report') });
  return { head, service, artifacts, measure, endOfJob, report };
}

describe('what is measured without a permission', () => {
  it('is uploaded, and another run fetches, judges and reports it', async () => {
    const scene = await setScene();
    const { service, artifacts, measure, endOfJob, report } = await measuring(scene);
    const measured = await measure();
    expect(measured.exitCode, measured.log).toBe(0);
    expect(outputsOf(measured.outputs)).toMatchObject({ artifact: 'cegi-measure-0', 'artifact-id': '1000' });
    expect(artifacts).toHaveLength(1);
    expect(scene.github.requests).toEqual([]);
    // Nothing is left for the end of the job.
    const after = await endOfJob(measured);
    expect(after.exitCode, after.log).toBe(0);
    expect(service.calls).toEqual(['CreateArtifact', 'FinalizeArtifact']);

    const reported = await report();
    expect(reported.exitCode, reported.log).toBe(1);
    expect(reported.result!.verdict).toBe('fail');
    expect(scene.github.comments).toMatchObject([{ issue: 9 }]);
    expect(scene.github.comments[0]!.body).toContain('Carbon regression');
    const asked = scene.github.requests.map(({ method, path }) => `${method} ${path}`);
    expect(asked).toContain('GET /repos/octo/models/actions/runs/7/artifacts');
    expect(asked).toContain('GET /repos/octo/models/actions/artifacts/1000/zip');
  });

  it('is uploaded at the end of the job where the job was cancelled', async () => {
    const scene = await setScene(configuration().replace('min: 5, max: 5', 'min: 40, max: 40'));
    const { artifacts, measure, endOfJob, report } = await measuring(scene);
    const cancelled = await measure({}, (line, process) => {
      if (/^sql: round 2 of/.test(line)) process.kill('SIGINT');
    });
    expect(cancelled.log).toContain('What was measured is uploaded at the end of the job.');
    expect(artifacts).toEqual([]);
    const after = await endOfJob(cancelled);
    expect(after.exitCode, after.log).toBe(0);
    expect(artifacts).toMatchObject([{ name: 'cegi-measure-0' }]);
    const reported = await report();
    expect(reported.exitCode, reported.log).toBe(1);
    expect(reported.result!.status).toBe('partial');
  });

  it('is uploaded at the end of the job where the step was killed', async () => {
    const scene = await setScene(configuration().replace('min: 5, max: 5', 'min: 40, max: 40'));
    const { artifacts, measure, endOfJob } = await measuring(scene);
    const killed = await measure({}, (line, process) => {
      if (/^sql: round 3 of/.test(line)) process.kill('SIGKILL');
    });
    expect(killed.exitCode).toBe(128);
    const after = await endOfJob(killed);
    expect(after.exitCode, after.log).toBe(0);
    expect(artifacts).toHaveLength(1);
  });

  it('and cannot be uploaded fails the step, and is tried once more at the end of the job', async () => {
    const scene = await setScene();
    const { service, artifacts, measure, endOfJob } = await measuring(scene);
    service.fail({ of: 'FinalizeArtifact', with: 403, message: 'fault' });
    const failed = await measure({ GITHUB_RUN_ATTEMPT: '2' });
    expect(failed.exitCode).toBe(1);
    expect(failed.log).toMatch(
      /The artifact cegi-measure-0-attempt-2 was not uploaded: .*403.*The results lie in/,
    );
    expect(failed.result!.verdict).toBe('fail');
    // The name is given away, and never seen.
    const after = await endOfJob(failed, { GITHUB_RUN_ATTEMPT: '2' });
    expect(after.exitCode, after.log).toBe(0);
    expect(artifacts).toMatchObject([{ name: 'cegi-measure-0-attempt-2-retry' }]);

    // A later job of the same run.
    const reported = await scene.run(
      { name: 'pull_request', number: 9 },
      { bundle: part('report'), environment: { GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '2' } },
    );
    expect(reported.exitCode, reported.log).toBe(1);
    expect(reported.result!.verdict).toBe('fail');
    expect(scene.github.comments).toHaveLength(1);
  });

  it('is left to other steps on a GitHub Enterprise Server', async () => {
    const scene = await setScene();
    const { service, measure } = await measuring(scene);
    const measured = await measure({ GITHUB_SERVER_URL: 'https://github.example.com' });
    expect(measured.exitCode, measured.log).toBe(0);
    expect(measured.log).toMatch(
      /::warning::Nothing was uploaded: a GitHub Enterprise Server.*upload-artifact@v3/,
    );
    expect(service.calls).toEqual([]);
  });
});

describe('a report', () => {
  it('names what hostile artifacts do not hold, and does what they say nowhere', async () => {
    const scene = await setScene();
    const { service, report } = await measuring(scene);
    service.plant('cegi-a', zipOf({ path: '../../../result.json', bytes: '{}' }));
    service.plant('cegi-b', zipOf({ path: 'result.json', bytes: Buffer.alloc(1e8), saidBytes: 5 }));
    service.plant('cegi-c', Buffer.from('<!doctype html><script>alert(1)</script>'));
    const empty = JSON.stringify(result({ models: [] }));
    service.plant('cegi-d', zipOf({ path: 'result.json', bytes: empty }));
    const reported = await report();
    expect(reported.exitCode).toBe(1);
    for (const name of ['cegi-a', 'cegi-b', 'cegi-c'])
      expect(reported.log).toContain(`The artifact ${name} cannot be used: `);
    expect(reported.log).toContain('sql: No result of it came from the runs that measured');
    expect(scene.github.comments[0]!.body).toContain('No result of it came');
  });

  it('of a run that left nothing fails, and says where to look', async () => {
    const scene = await setScene();
    const { report } = await measuring(scene);
    const reported = await report();
    expect(reported.exitCode).toBe(1);
    expect(reported.log).toContain('The run 7 has no artifact cegi-*: did its measuring jobs upload');
  });
});
