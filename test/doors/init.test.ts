import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resultSchema } from '../../src/measurement/result.ts';
import { lines, type Place, repository, sqlRow } from '../init/repository.ts';

const configuration = '.github/cegi.yml';
const workflow = '.github/workflows/cegi.yml';

/** The built program in a repository, without a terminal. */
function cegi({ root }: Pick<Place, 'root'>, ...args: string[]) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
    const env = {
      ...process.env,
      CEGI_NATIVE_DIRECTORY: resolve('.'),
      CEGI_LOCK_FILE: join(root, '.git/lock'),
      CUDA_VISIBLE_DEVICES: undefined,
    };
    const child = execFile(
      process.execPath,
      [resolve('dist/cli.js'), ...args],
      { cwd: root, env, maxBuffer: 1e8 },
      (error, stdout, stderr) => done({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

describe('from init to a check', () => {
  it('runs to its end on what was written, and finds nothing changed once that is recorded', {
    timeout: 300_000,
  }, async () => {
    const rows = (await readFile('fixtures/data/text-to-sql/test.jsonl', 'utf8')).split('\n').slice(0, 10);
    const place = await repository(
      { '.gitignore': 'out/\n.cegi/\n', 'sql.jsonl': rows.join('\n') },
      { 'models/sql-base': 'models/sql-base', 'models/sql-lora': 'models/sql-lora' },
    );
    const written = await cegi(place, 'init', '--yes', '--accept-estimates', '--offline', '--json');
    expect(written.status, written.stderr).toBe(0);
    expect(JSON.parse(written.stdout)).toMatchObject({
      done: true,
      problem: null,
      files: [
        { path: configuration, written: true },
        { path: workflow, written: true },
      ],
    });
    await place.git('add', '--all');
    await place.git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '--message', 'begin');

    const checked = await cegi(place, 'check', '--all', '--record', '--json');
    expect(checked.status, checked.stderr).toBe(0);
    const result = resultSchema.parse(JSON.parse(checked.stdout));
    expect(result).toMatchObject({ status: 'complete', error: null, verdict: 'no-baseline', recorded: true });
    expect(result.models.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['sql-base', 'no-baseline'],
      ['sql-lora', 'no-baseline'],
    ]);
    expect(result.models[1]!.head!.gain).not.toBeNull();
    expect(result.models[1]!.measurement!.trainableParameters).not.toBeNull();

    const again = await cegi(place, 'check');
    expect(again.status, again.stderr).toBe(0);
    expect(again.stdout).toContain('No model changed');
    expect((await place.git('status', '--porcelain')).trim()).toBe('');
  });
});

describe('init without a terminal', () => {
  it('writes what is sure without a flag, and keeps what is there the next time', async () => {
    const place = await repository({ 'sql.jsonl': lines(sqlRow) }, { 'models/sql': 'models/sql-base' });
    const first = await cegi(place, 'init', '--offline');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stderr).toMatch(/Will check:\n {2}sql on sql\n[\s\S]*Wrote \.github\/cegi\.yml\.\n/);
    expect(first.stderr).toContain(`node ${resolve('dist/cli.js')} check --all`);
    expect(first.stdout).toBe('');
    await writeFile(join(place.root, configuration), '# mine\n');
    const second = await cegi(place, 'init', '--offline', '--yes');
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(
      `${configuration} was there already and kept as it is; --force overwrites`,
    );
    expect(await place.read(configuration)).toBe('# mine\n');
    const shown = await cegi(place, 'init', '--offline', '--dry-run');
    expect(shown.status).toBe(0);
    expect(shown.stdout).toMatch(/^# \.github\/cegi\.yml\n/);
    expect(await place.read(configuration)).toBe('# mine\n');
    expect((await cegi(place, 'init', '--offline', '--force')).status).toBe(0);
    expect(parse(await place.read(configuration)).models).toMatchObject([{ id: 'sql' }]);
  });

  it('writes nothing where nothing is sure, and names the flags that would take it', async () => {
    const place = await repository(
      { 'news.jsonl': '{"document": "Long.", "summary": "Short."}\n' },
      { 'models/m': 'models/dialogue-base' },
    );
    const unsure = await cegi(place, 'init', '--offline');
    expect(unsure.status).toBe(1);
    expect(unsure.stderr).toMatch(/--dataset news\.jsonl.*--yes/);
    expect(await place.git('status', '--porcelain', '-uall')).not.toContain('.github');
    expect((await cegi(place, 'init', '--offline', '--dataset', 'news.jsonl')).status).toBe(0);
  });

  it('is an error where there is no git repository', async () => {
    const { status, stderr } = await cegi({ root: '/' }, 'init');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^cegi: Here is no git repository/);
  });
});
