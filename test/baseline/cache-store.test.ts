import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheStore } from '../../src/baseline/cache-store.ts';
import { type ActionsCache, startActionsCache } from '../simulators/actions-cache.ts';
import { keyOf, measurementOf } from './measurement.ts';

const startedIn = process.cwd();
const measurement = measurementOf();
const key = keyOf(measurement);
let service: ActionsCache;
let warnings: string[];

beforeEach(async () => {
  service = await startActionsCache();
  warnings = [];
  // What the package prints are commands to a runner, and these tests may be run by one.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  Object.assign(process.env, service.environment);
  process.env.RUNNER_TEMP = await mkdtemp(join(tmpdir(), 'cegi-runner-'));
  await enterWorkspace();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await service.close();
});
afterAll(() => process.chdir(startedIn));

/** Every run has a workspace of its own, at a path of its own. */
async function enterWorkspace(): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'cegi-workspace-'));
  process.chdir(workspace);
  process.env.GITHUB_WORKSPACE = workspace;
  return workspace;
}

const run = (runKey: string, timeoutMs?: number) =>
  cacheStore({ runKey, warn: (message) => warnings.push(message), ...(timeoutMs && { timeoutMs }) });

describe('baselines in the cache', () => {
  it('saved by one run are found by another, in another workspace', async () => {
    await run('41-1').save(key, measurement);
    const workspace = await enterWorkspace();
    expect(await run('42-1').find(key)).toEqual(measurement);
    expect(warnings).toEqual([]);
    expect(await readdir(workspace)).toEqual([]);
  });

  it('are the newest of several runs', async () => {
    for (const commit of ['a', 'b', 'c']) {
      await run(`${commit}-1`).save(key, measurementOf({ commit: commit.repeat(40) }));
    }
    expect((await run('42-1').find(key))?.commit).toBe('c'.repeat(40));
    expect(service.entries).toHaveLength(3);
  });

  it('are kept apart by every part of the key', async () => {
    await run('41-1').save(key, measurement);
    const store = run('42-1');
    expect(await store.find({ ...key, model: 'sql' })).toBeNull();
    expect(await store.find({ ...key, hardwareFingerprint: 'fedcba9876543210' })).toBeNull();
    expect(await store.find({ ...key, datasetDigest: 'other' })).toBeNull();
    expect(warnings).toEqual([]);
    expect(await store.explainMissing(key)).toMatch(/fingerprint 0123456789abcdef/);
  });

  it('are immutable: a second save under one key changes nothing, and is said', async () => {
    await run('41-1').save(key, measurement);
    await run('41-1').save(key, measurementOf({ commit: 'b'.repeat(40) }));
    expect((await run('42-1').find(key))?.commit).toBe(measurement.commit);
    expect(warnings).toEqual([expect.stringMatching(/was not saved/)]);
  });

  it('have keys that the cache takes, whatever the id', async () => {
    for (const model of ['x'.repeat(5000), 'a,b', '../..', 'ü\n']) {
      const hostile = measurementOf({ model });
      await run('41-1').save(keyOf(hostile), hostile);
      expect((await run('42-1').find(keyOf(hostile)))?.model).toBe(model);
    }
    expect(service.entries.every((entry) => /^cegi-1-[0-9a-f]{64}-41-1$/.test(entry.key))).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('are read one after the other where several are asked for at once', async () => {
    const others = ['a', 'b', 'c'].map((model) => measurementOf({ model }));
    const store = run('41-1');
    await Promise.all(others.map((other) => store.save(keyOf(other), other)));
    const found = await Promise.all(others.map((other) => store.find(keyOf(other))));
    expect(found).toEqual(others);
  });

  it("count for nothing, with a warning, where the entry is another model's", async () => {
    await run('41-1').save(key, measurement);
    const other = { ...key, model: 'other' };
    await run('41-1').save(other, measurementOf({ model: 'other' }));
    service.plant(service.entries[0]!.key.replace('41-1', '43-1'), service.entries[1]!.archive!);
    expect(await run('42-1').find(key)).toBeNull();
    expect(warnings[0]).toMatch(/belongs to another model/);
  });

  it('count for nothing, with a warning, where the archive holds a link or no measurement', async () => {
    await run('41-1').save(key, measurement);
    const entryKey = service.entries[0]!.key;
    service.plant(entryKey.replace('41-1', '43-1'), await archive((path) => symlink('/etc/hostname', path)));
    expect(await run('50-1').find(key)).toBeNull();
    service.plant(entryKey.replace('41-1', '44-1'), await archive((path) => writeFile(path, '{"schema":')));
    expect(await run('51-1').find(key)).toBeNull();
    expect(warnings[0]).toMatch(/not a plain file/);
    expect(warnings[1]).toMatch(/not JSON/);
  });

  it('are not taken from a file, nor through a link, that the pull request brought along', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'cegi-outside-'));
    await mkdir('.cegi-baseline-transfer');
    await writeFile('.cegi-baseline-transfer/baseline.json', JSON.stringify(measurement));
    expect(await run('42-1').find(key)).toBeNull();

    await symlink(outside, '.cegi-baseline-transfer');
    await run('41-1').save(key, measurement);
    await symlink(outside, '.cegi-baseline-transfer');
    await writeFile(join(outside, 'kept'), 'kept');
    expect(await run('42-1').find(key)).toEqual(measurement);
    expect(await readdir(outside)).toEqual(['kept']);
    expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  it('are missing, with a warning, where there is no cache service', async () => {
    delete process.env.ACTIONS_RESULTS_URL;
    expect(await run('42-1').find(key)).toBeNull();
    await run('42-1').save(key, measurement);
    expect(warnings).toEqual([
      'The cache could not read the baseline of sql-lora: there is no cache service here. The check goes on without it.',
      'The cache could not save the baseline of sql-lora: there is no cache service here. The check goes on without it.',
    ]);
  });

  it('are missing, with a warning, where the service refuses or is gone', async () => {
    service.failWith(403);
    expect(await run('42-1').find(key)).toBeNull();
    await run('42-1').save(key, measurement);
    expect(warnings).toEqual([expect.stringMatching(/was not saved/)]);
  });

  it('are given up, with a warning, where the service stalls', async () => {
    service.failWith('stall');
    expect(await run('42-1', 300).find(key)).toBeNull();
    expect(warnings[0]).toMatch(/no answer within 0\.3 s/);
  });

  it('are not looked for from outside the workspace', async () => {
    process.env.GITHUB_WORKSPACE = startedIn;
    expect(await run('42-1').find(key)).toBeNull();
    expect(warnings[0]).toMatch(/from the workspace/);
  });
});

/** An archive as the cache makes them, with a file of somebody else's making. */
async function archive(make: (path: string) => Promise<void>): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-archive-'));
  await mkdir(join(directory, '.cegi-baseline-transfer'));
  await make(join(directory, '.cegi-baseline-transfer/baseline.json'));
  const gzip = execFileSync('sh', ['-c', 'command -v zstd >/dev/null && echo no || echo yes'], {
    encoding: 'utf8',
  });
  const compression = gzip.trim() === 'yes' ? '-z' : '--zstd';
  return execFileSync('tar', ['-c', compression, '.cegi-baseline-transfer'], { cwd: directory });
}
