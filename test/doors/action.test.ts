import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configuration, setScene } from './scene.ts';

describe('the action', () => {
  it('stores a baseline on a push to main, and fails the pull request that regresses, after the report is out', async () => {
    const { repository, github, run } = await setScene();
    const push = await run({ name: 'push', before: null });
    expect(push.exitCode, push.log).toBe(0);
    expect(push.result!.models.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['sql-base', 'no-baseline'],
      ['sql', 'no-baseline'],
    ]);
    expect(github.comments).toEqual([]);

    await repository.swapInVerboseModel('explain');
    const regressed = await run({ name: 'pull_request', number: 7 });
    expect(regressed.exitCode, regressed.log).toBe(1);
    expect(regressed.result!.verdict).toBe('fail');
    expect(regressed.result!.models.map(({ id }) => id)).toEqual(['sql']);
    expect(regressed.result!.models[0]!.changes.join()).toContain('models/sql/');
    expect(regressed.result!.models[0]!.change.energyPercent!.low).toBeGreaterThan(60);
    expect(regressed.log.indexOf('Comment created')).toBeLessThan(regressed.log.indexOf('::error::Verdict'));
    expect(github.comments).toHaveLength(1);
    expect(github.comments[0]).toMatchObject({ issue: 7, body: expect.stringContaining('beyond the +60 %') });
    expect(regressed.summary).toContain('beyond the +60 %');
    expect(regressed.outputs).toMatch(/verdict<<(\S+)\nfail\n\1/);
    expect(regressed.outputs).toMatch(/models-changed<<(\S+)\n\["sql"\]\n\1/);
    for (const file of ['comment.md', 'report.html', 'badge.json', 'badge.svg', 'result.json']) {
      expect((await readFile(join(regressed.reports, file), 'utf8')).length).toBeGreaterThan(50);
    }

    const again = await run({ name: 'pull_request', number: 7 });
    expect(again.exitCode).toBe(1);
    expect(again.log).toContain('Comment updated');
    expect(github.comments).toHaveLength(1);
  });

  it('passes a pull request that touches no model, and evaluates nothing', async () => {
    const { repository, github, run } = await setScene();
    await repository.git('switch', '--quiet', '--create', 'docs');
    await repository.write('README.md', '# Two models\n');
    await repository.commit('Say what this is');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(0);
    expect(ran.result).toMatchObject({ verdict: 'skipped', models: [] });
    expect(github.comments).toHaveLength(1);
  });

  it('neither passes nor fails where no counter may decide', async () => {
    const { repository, run } = await setScene(configuration({ accept: 'measured' }));
    await repository.swapInVerboseModel('explain');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(0);
    // A machine with counters has a baseline to miss instead.
    expect(['incomparable', 'no-baseline']).toContain(ran.result!.verdict);
    expect(ran.log).toContain('::warning');
  });

  it('judges by the rules of the base when a pull request loosens its own', async () => {
    const { repository, run } = await setScene();
    await run({ name: 'push', before: null });
    await repository.swapInVerboseModel('explain');
    await repository.write('.github/cegi.yml', configuration({ rules: '{ emissions: +1000% }' }));
    await repository.commit('Allow more');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(1);
    expect(ran.result!.policy).toMatchObject({
      from: 'base',
      inForce: { emissionsPercent: 60 },
      proposed: { emissionsPercent: 1000 },
    });
  });

  it.each([
    ['403', { path: /comments/, with: 403 }],
    ['500', { path: /comments/, with: 500 }],
  ])('keeps its verdict and reports in the job summary where comments meet a %s', async (_, fault) => {
    const { repository, github, run } = await setScene();
    await repository.swapInQuantizedModel('quantize');
    await repository.write('.github/cegi.yml', configuration({ sql: ', dtype: q8' }));
    await repository.commit('Quantize');
    github.fail(fault);
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(0);
    expect(ran.result!.verdict).toBe('no-baseline');
    expect(ran.result!.models[0]!.changes.join()).toMatch(/dtype/);
    expect(ran.log).toMatch(/::warning::The comment was not posted/);
    expect(ran.summary).toContain('sql');
    expect(github.comments).toEqual([]);
  });
});

describe('bad input is one clear error, and the step fails', () => {
  const failing = async (change: (directory: string) => Promise<void>, config?: string) => {
    const { repository, run } = await setScene(config);
    await repository.git('switch', '--quiet', '--create', 'change');
    await change(repository.directory);
    await repository.commit('Change');
    const ran = await run({ name: 'pull_request', number: 1 });
    expect(ran.exitCode, ran.log).toBe(1);
    expect(ran.log).not.toContain('A defect of this action');
    return ran.log.match(/^::error::(.*)$/m)?.[1] ?? ran.log;
  };

  it('for all mistakes in cegi.yml at once, with file, line and key', async () => {
    const wrong = configuration({ sql: ', dtype: fp23', more: 'carbun: {}\n' }).replace(
      'reference: sql-base',
      'reference: sql-bass',
    );
    const error = await failing((directory) => writeFile(join(directory, '.github/cegi.yml'), wrong));
    expect(error).toMatch(/cegi\.yml:10:.*dtype.*fp23.*fp32/);
    expect(error).toMatch(/cegi\.yml:11:.*sql-bass/);
    expect(error).toMatch(/cegi\.yml:20:.*carbun.*carbon/);
  });

  it('for references that go round', async () => {
    const round = configuration().replace(
      '    path: models/sql-base\n',
      '    path: models/sql-base\n    reference: sql\n',
    );
    const error = await failing((directory) => writeFile(join(directory, '.github/cegi.yml'), round));
    expect(error).toMatch(/sql → sql-base → sql|sql-base → sql → sql-base/);
  });

  it('for a missing model', async () => {
    const error = await failing((directory) => rm(join(directory, 'models/sql'), { recursive: true }));
    expect(error).toMatch(/cegi\.yml:\d+:.*models\/sql/);
  });

  it('for a missing dataset', async () => {
    const error = await failing((directory) => rm(join(directory, 'data/sql.jsonl')));
    expect(error).toMatch(/cegi\.yml:\d+:.*data\/sql\.jsonl/);
  });

  it('for a Git LFS pointer where weights should be', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`;
    const error = await failing((directory) =>
      writeFile(join(directory, 'models/sql/onnx/model.onnx'), pointer),
    );
    expect(error).toMatch(/model\.onnx.*git lfs pull/);
  });

  it('for a truncated ONNX file', async () => {
    const error = await failing((directory) =>
      truncate(join(directory, 'models/sql/onnx/model.onnx'), 100_000),
    );
    expect(error).toMatch(/model\.onnx.*truncated/);
  });

  it('for a bad line of a dataset', async () => {
    const error = await failing(async (directory) => {
      const file = join(directory, 'data/sql.jsonl');
      const lines = (await readFile(file, 'utf8')).split('\n');
      lines[16] = '{"id": "broken", ';
      await writeFile(file, lines.join('\n'));
    });
    expect(error).toMatch(/data\/sql\.jsonl:17/);
  });

  it('for a dtype that has no file', async () => {
    const error = await failing((directory) =>
      writeFile(join(directory, '.github/cegi.yml'), configuration({ sql: ', dtype: fp16' })),
    );
    expect(error).toMatch(/model_fp16\.onnx/);
  });
});
