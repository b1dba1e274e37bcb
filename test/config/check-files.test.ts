import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFiles, parseConfig } from '../../src/config/load.ts';
import { complete } from './examples.ts';

async function repository(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'cegi-config-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}
const read = (root: string) => parseConfig(complete, { file: 'cegi.yml', root });
const whole = {
  'data/sql.jsonl': '',
  'models/sql-lora/adapter_model.safetensors': '',
  'models/sql-lora/emissions.csv': '',
  'models/sql-base/config.json': '',
};

describe('files', () => {
  it('that are all there pass', async () => {
    const config = read(await repository(whole));
    expect(() => checkFiles(config, ['sql-lora', 'sql-base'])).not.toThrow();
  });

  it('that are missing are reported together, with their lines', async () => {
    const config = read(await repository({ 'models/sql-lora': 'a file', 'data/sql.jsonl.dvc': '' }));
    expect(() => checkFiles(config, ['sql-lora'])).toThrow(
      [
        'cegi.yml:5:38 tasks.sql.dataset: there is no file data/sql.jsonl, only its pointer data/sql.jsonl.dvc; run `dvc pull` before the check',
        'cegi.yml:8:11 models[0].path: models/sql-lora is a file; a directory is needed',
        'cegi.yml:12:27 models[0].trainable-parameters: there is no file or directory models/sql-lora/adapter_model.safetensors; paths start at the root of the repository',
        'cegi.yml:13:25 models[0].training-emissions: there is no file models/sql-lora/emissions.csv; paths start at the root of the repository',
      ].join('\n'),
    );
  });

  it('of models that will not run are not needed', async () => {
    const config = read(await repository({ 'data/sql.jsonl': '', 'models/sql-base/config.json': '' }));
    expect(() => checkFiles(config, ['sql-base'])).not.toThrow();
  });

  it.each(['/etc/hostname', '/nowhere/at/all', '../../outside', 'sql.jsonl'])(
    'that are symbolic links out of the repository, or go round in circles, are refused: %s',
    async (target) => {
      const root = await repository({ 'models/sql-base/config.json': '', 'data/other.jsonl': '' });
      await symlink(target, join(root, 'data/sql.jsonl'));
      expect(() => checkFiles(read(root), ['sql-base'])).toThrow(
        'symbolic link that leads out of the repository',
      );
    },
  );

  it('that are links within the repository pass', async () => {
    const root = await repository({ 'models/sql-base/config.json': '', 'data/other.jsonl': '' });
    await symlink('other.jsonl', join(root, 'data/sql.jsonl'));
    expect(() => checkFiles(read(root), ['sql-base'])).not.toThrow();
  });

  it('of baselines are not written through a link out of the repository', async () => {
    const root = await repository(whole);
    await symlink('/tmp', join(root, '.cegi'));
    expect(() => checkFiles(read(root), ['sql-base'])).toThrow('baseline.path: ');
  });
});
