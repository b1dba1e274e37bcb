import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { calibrationSchema, measurementSchema } from '../../src/measurement/measurement.ts';
import { resultSchema } from '../../src/measurement/result.ts';
import { generatedRuns } from '../page/generated-runs.ts';
import { configuration, setScene } from './scene.ts';

function cegi(args: string[], cwd = '.'): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    CEGI_NATIVE_DIRECTORY: resolve('.'),
    CEGI_LOCK_FILE: join(tmpdir(), 'terminal.lock'),
  };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [resolve('dist/cli.js'), ...args],
      { cwd, env, maxBuffer: 1e8 },
      (error, stdout, stderr) =>
        done({ status: error ? ((error.code as number | undefined) ?? -1) : 0, stdout, stderr }),
    );
  });
}

describe('at a terminal', () => {
  it.each(['init', 'check', 'measure', 'report', 'badge', 'calibrate', 'doctor', 'demo'])(
    '%s explains itself',
    async (command) => {
      const { status, stdout } = await cegi([command, '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain(`cegi ${command}`);
      expect(stdout).toContain('--json');
    },
  );

  it('a command or option that is not there is an error that points to the help', async () => {
    const command = await cegi(['chekc']);
    expect(command).toMatchObject({ status: 2, stderr: expect.stringContaining('check') });
    const option = await cegi(['check', '--modle', 'sql']);
    expect(option).toMatchObject({ status: 2, stderr: expect.stringContaining('--model') });
  });

  it('a check records baselines, and then judges uncommitted changes against them', async () => {
    const { repository } = await setScene();
    const { directory } = repository;
    const recorded = await cegi(['check', '--all', '--record', '--model', 'sql', '--json'], directory);
    expect(recorded.status, recorded.stderr).toBe(0);
    expect(resultSchema.parse(JSON.parse(recorded.stdout))).toMatchObject({
      recorded: true,
      verdict: 'no-baseline',
    });
    expect(recorded.stderr).toMatch(/sql: round 5 of 5: \d+ items/);

    const unchanged = await cegi(['check'], directory);
    expect(unchanged.status, unchanged.stderr).toBe(0);
    expect(unchanged.stdout).toContain('No model changed');

    await repository.copy('models/sql-verbose', 'models/sql');
    const judged = await cegi(['check', '--out', 'reports'], directory);
    expect(judged.status, judged.stdout).toBe(1);
    expect(judged.stdout).toMatch(/FAIL\s+sql/);
    const result = resultSchema.parse(
      JSON.parse(await readFile(join(directory, 'reports/result.json'), 'utf8')),
    );
    expect(result.models[0]!.measurement!.scores[0]!.perItem).toHaveLength(24);

    const report = await cegi(['report', 'reports/result.json', '--out', 'again'], directory);
    expect(report.status, report.stderr).toBe(0);
    for (const file of ['comment.md', 'report.html', 'badge.svg', 'badge.json']) {
      const [first, again] = await Promise.all(
        ['reports', 'again'].map((folder) => readFile(join(directory, folder, file), 'utf8')),
      );
      expect(again).toBe(first);
    }
    const badge = await cegi(['badge', 'reports/result.json', '--json'], directory);
    expect(JSON.parse(badge.stdout)).toMatchObject({ schemaVersion: 1 });
  });

  it('measure prints records without judging', async () => {
    const { repository } = await setScene();
    const measured = await cegi(
      ['measure', 'sql', '--rounds', '2', '--out', 'records.json'],
      repository.directory,
    );
    expect(measured.status, measured.stderr).toBe(0);
    const [record, ...others] = measurementSchema.array().parse(JSON.parse(measured.stdout));
    expect(others).toEqual([]);
    expect(record).toMatchObject({ model: 'sql', status: 'complete' });
    expect(record!.rounds).toHaveLength(2);
    expect(JSON.parse(await readFile(join(repository.directory, 'records.json'), 'utf8'))).toHaveLength(1);
  });

  it('page makes one file of a checked-out history, and says where it is', async () => {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'cegi-history-')));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await mkdir(join(directory, 'index'));
    await writeFile(join(directory, 'index/manifest.json'), '["index/2026-01-1.json"]');
    await writeFile(join(directory, 'index/2026-01-1.json'), JSON.stringify(generatedRuns(8)));
    const repository = 'https://github.com/example/models';
    const made = await cegi(
      ['page', '--history', '.', '--out', 'site/page.html', '--repository', repository],
      directory,
    );
    expect(made.status, made.stderr).toBe(0);
    expect(made.stderr).toContain('8 results');
    const file = join(directory, 'site/page.html');
    expect(made.stdout).toBe(`${file}\n`);
    const [, slot] = /<script type="application\/json" id="runs">([^<]*)</.exec(
      await readFile(file, 'utf8'),
    )!;
    expect(JSON.parse(slot!)).toMatchObject({ repository, runs: { length: 8 } });

    const nowhere = await cegi(['page', '--history', 'site'], directory);
    expect(nowhere).toMatchObject({ status: 2, stdout: '' });
    expect(nowhere.stderr).toMatch(/--history wants a directory with index\/manifest\.json/);
    const unsaid = await cegi(['page'], directory);
    expect(unsaid).toMatchObject({ status: 2, stderr: expect.stringContaining('--history') });
  });

  it('calibrate measures whole runs, keeps what they tell, and prints it as JSON', async () => {
    const { repository } = await setScene();
    const { directory } = repository;
    const calibrated = await cegi(['calibrate', 'sql', '--runs', '3', '--rounds', '8', '--json'], directory);
    expect(calibrated.status, calibrated.stderr).toBe(0);
    expect(calibrated.stderr).toContain('sql: run 3 of 3');
    const report = JSON.parse(calibrated.stdout);
    expect(report).toMatchObject({ wantedRuns: 3, ended: null, kept: true });
    const { model, runs, hardwareFingerprint } = calibrationSchema.parse(report.calibration);
    expect([model, ...runs.map(({ length }) => length)]).toEqual(['sql', 8, 8, 8]);
    const kept = await readdir(join(directory, '.cegi/baselines'), { recursive: true });
    expect(kept.filter((file) => file.includes(hardwareFingerprint))).toHaveLength(1);
  });

  it.each([
    ['a configuration that is not there', ['check', '--config', 'nowhere.yml'], /nowhere\.yml.*README/],
    ['a model that is not there', ['check', '--all', '--model', 'sqll'], /"sqll".*sql, sql-base/],
    ['a base that is not there', ['check', '--base', 'nowhere'], /"nowhere"/],
    ['too few runs to calibrate with', ['calibrate', '--runs', '1'], /--runs.*3/],
    ['a model to calibrate with that is not there', ['calibrate', 'sqll'], /"sqll"/],
    ['no rounds', ['measure', 'sql', '--rounds', '0'], /--rounds/],
    ['a result that is not there', ['report', 'nowhere.json'], /nowhere\.json/],
  ])('%s is one clear error', async (_, args, message) => {
    const { repository } = await setScene();
    const ran = await cegi(args, repository.directory);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toContain('defect');
  });

  it('a result that is none is refused, with the field that is wrong', async () => {
    const { repository } = await setScene(configuration());
    await writeFile(join(repository.directory, 'result.json'), '{"schema": "cegi/result"}');
    const ran = await cegi(['badge', 'result.json'], repository.directory);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/not a result of this version.*schemaVersion/);
  });
});
