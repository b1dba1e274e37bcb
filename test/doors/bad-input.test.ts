import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configuration, setScene } from './scene.ts';

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
