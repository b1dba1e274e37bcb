import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheStore } from '../../src/baseline/cache-store.ts';
import { type ActionsCache, startActionsCache } from '../simulators/actions-cache.ts';
import { baselineOf, calibrationOf, keyOf, toKeep } from './records.ts';

const startedIn = process.cwd();
const baseline = baselineOf();
const key = keyOf(baseline);
const calibration = calibrationOf();
const fingerprint = calibration.hardwareFingerprint;
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
    await run('41-1').save([toKeep(key, baseline)]);
    const workspace = await enterWorkspace();
    expect(await run('42-1').find(key)).toEqual(baseline);
    expect(warnings).toEqual([]);
    expect(await readdir(workspace)).toEqual([]);
  });

  it('are the newest of several runs', async () => {
    for (const commit of ['a', 'b', 'c']) {
      await run(`${commit}-1`).save([toKeep(key, baselineOf({ commit: commit.repeat(40) }))]);
    }
    expect((await run('42-1').find(key))?.measurement.commit).toBe('c'.repeat(40));
    expect(service.entries).toHaveLength(3);
  });

  it('are kept apart by every part of the key', async () => {
    await run('41-1').save([toKeep(key, baseline)]);
    const store = run('42-1');
    expect(await store.find({ ...key, model: 'sql' })).toBeNull();
    expect(await store.find({ ...key, hardwareFingerprint: 'fedcba9876543210' })).toBeNull();
    expect(await store.find({ ...key, datasetDigest: 'other' })).toBeNull();
    expect(warnings).toEqual([]);
    expect(await store.explainMissing(key)).toMatch(/fingerprint 0123456789abcdef/);
  });

  it('are immutable: a second save under one key changes nothing, and is said', async () => {
    await run('41-1').save([toKeep(key, baseline)]);
    await run('41-1').save([toKeep(key, baselineOf({ commit: 'b'.repeat(40) }))]);
    expect((await run('42-1').find(key))?.measurement.commit).toBe(baseline.measurement.commit);
    expect(warnings).toEqual([expect.stringMatching(/was not saved/)]);
  });

  it('have keys that the cache takes, whatever the id', async () => {
    for (const model of ['x'.repeat(5000), 'a,b', '../..', 'ü\n']) {
      const hostile = baselineOf({ model });
      await run('41-1').save([toKeep(keyOf(hostile), hostile)]);
      expect((await run('42-1').find(keyOf(hostile)))?.measurement.model).toBe(model);
    }
    expect(service.entries.every((entry) => /^cegi-2-[0-9a-f]{64}-41-1$/.test(entry.key))).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('are read one after the other where several are asked for at once', async () => {
    const others = ['a', 'b', 'c'].map((model) => baselineOf({ model }));
    const store = run('41-1');
    await Promise.all(others.map((other) => store.save([toKeep(keyOf(other), other)])));
    const found = await Promise.all(others.map((other) => store.find(keyOf(other))));
    expect(found).toEqual(others);
  });

  it("count for nothing, with a warning, where the entry is another model's", async () => {
    await run('41-1').save([toKeep(key, baseline)]);
    const other = { ...key, model: 'other' };
    await run('41-1').save([toKeep(other, baselineOf({ model: 'other' }))]);
    service.plant(service.entries[0]!.key.replace('41-1', '43-1'), service.entries[1]!.archive!);
    expect(await run('42-1').find(key)).toBeNull();
    expect(warnings[0]).toMatch(/belongs to another model/);
  });

  it('count for nothing, with a warning, where the archive holds a link or no baseline', async () => {
    await run('41-1').save([toKeep(key, baseline)]);
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
    await mkdir('.cegi-transfer');
    await writeFile('.cegi-transfer/record.json', JSON.stringify(baseline));
    expect(await run('42-1').find(key)).toBeNull();

    await symlink(outside, '.cegi-transfer');
    await run('41-1').save([toKeep(key, baseline)]);
    await symlink(outside, '.cegi-transfer');
    await writeFile(join(outside, 'kept'), 'kept');
    expect(await run('42-1').find(key)).toEqual(baseline);
    expect(await readdir(outside)).toEqual(['kept']);
    expect(await readFile(join(outside, 'kept'), 'utf8')).toBe('kept');
  });

  it('are missing, with a warning, where there is no cache service', async () => {
    delete process.env.ACTIONS_RESULTS_URL;
    expect(await run('42-1').find(key)).toBeNull();
    await run('42-1').save([toKeep(key, baseline)]);
    expect(warnings).toEqual([
      'The cache could not read the baseline of sql-lora: there is no cache service here. The check goes on without it.',
      'The cache could not save the baseline of sql-lora: there is no cache service here. The check goes on without it.',
    ]);
  });

  it('are missing, with a warning, where the service refuses or is gone', async () => {
    service.failWith(403);
    expect(await run('42-1').find(key)).toBeNull();
    await run('42-1').save([toKeep(key, baseline)]);
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

describe('calibrations in the cache', () => {
  it('saved by one run are found by another, beside baselines and apart by hardware', async () => {
    await run('41-1').save([toKeep(key, baseline)]);
    expect(await run('41-1').saveCalibration(calibration)).toBe(true);
    await enterWorkspace();
    const store = run('42-1');
    expect(await store.findCalibration(fingerprint)).toEqual(calibration);
    expect(await store.findCalibration('fedcba9876543210')).toBeNull();
    expect(await store.find(key)).toEqual(baseline);
    expect(service.entries[1]!.key).toBe(`cegi-2-calibration-${fingerprint}-41-1-2`);
    expect(warnings).toEqual([]);
  });

  it('count for nothing, with a warning on how to replace them, where an entry was tampered with', async () => {
    const hardwareFingerprint = 'fedcba9876543210';
    await run('41-1').saveCalibration({ ...calibration, hardwareFingerprint });
    const planted = `cegi-2-calibration-${fingerprint}-43-1`;
    service.plant(planted, service.entries[0]!.archive!);
    expect(await run('42-1').findCalibration(fingerprint)).toBeNull();
    expect(warnings).toEqual([
      `The cached calibration of hardware ${fingerprint} cannot be used: it belongs to another hardware. The check ` +
        `goes on without it; delete the cache entries that begin with cegi-2-calibration-${fingerprint}-, or ` +
        'calibrate this machine again.',
    ]);
  });

  it('grow while one run measures, and are said to be lost where the cache does not take them', async () => {
    const [first, second] = calibration.runs;
    expect(await run('41-1').saveCalibration(calibration)).toBe(true);
    const longer = { ...calibration, runs: [first!, second!, first!] };
    expect(await run('41-1').saveCalibration(longer)).toBe(true);
    expect(await run('42-1').findCalibration(fingerprint)).toEqual(longer);
    // Entries are immutable.
    expect(await run('41-1').saveCalibration(calibration)).toBe(false);
    delete process.env.ACTIONS_RESULTS_URL;
    expect(await run('42-1').saveCalibration(calibration)).toBe(false);
    expect(warnings).toEqual([
      expect.stringMatching(/calibration of hardware .* was not saved/),
      expect.stringMatching(/could not save the calibration .* no cache service/),
    ]);
  });
});

/** An archive as the cache makes them, with a file of somebody else's making. */
async function archive(make: (path: string) => Promise<void>): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'cegi-archive-'));
  await mkdir(join(directory, '.cegi-transfer'));
  await make(join(directory, '.cegi-transfer/record.json'));
  const gzip = execFileSync('sh', ['-c', 'command -v zstd >/dev/null && echo no || echo yes'], {
    encoding: 'utf8',
  });
  const compression = gzip.trim() === 'yes' ? '-z' : '--zstd';
  return execFileSync('tar', ['-c', compression, '.cegi-transfer'], { cwd: directory });
}
