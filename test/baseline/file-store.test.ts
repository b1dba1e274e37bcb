import { mkdir, mkdtemp, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/baseline/file-store.ts';
import { nextBaseline, pastRun } from '../../src/baseline/next-baseline.ts';
import { type Measurement, mostPastRuns } from '../../src/measurement/measurement.ts';
import { baselineOf, calibrationOf, keyOf, toKeep } from './records.ts';

async function open() {
  const parent = await mkdtemp(join(tmpdir(), 'cegi-baseline-'));
  const directory = join(parent, 'baselines');
  const warnings: string[] = [];
  const store = fileStore(directory, (message) => warnings.push(message));
  const onlyFile = async () => join(directory, (await readdir(directory))[0]!);
  return { parent, directory, store, warnings, onlyFile };
}

const baseline = baselineOf();
const key = keyOf(baseline);

/** The baseline as text, with its measurement edited by hand. */
function edited(edit: (measurement: Measurement) => void): string {
  const copy = structuredClone(baseline);
  edit(copy.measurement);
  return JSON.stringify(copy);
}

describe('baselines in files', () => {
  it('are found again, the newest under a key', async () => {
    const { store, warnings, directory } = await open();
    await store.save([toKeep(key, baselineOf({ commit: 'b'.repeat(40) }))]);
    await store.save([toKeep(key, baseline)]);
    expect(await store.find(key)).toEqual(baseline);
    expect(await readdir(directory)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('keep their history, be it of one run or of many', async () => {
    const { store } = await open();
    for (const runs of [1, mostPastRuns + 3]) {
      let newest = baseline;
      for (let i = 0; i < runs; i++) newest = nextBaseline(baseline.measurement, baseline.carbon, newest);
      await store.save([toKeep(key, newest)]);
      expect(await store.find(key)).toEqual(newest);
      expect(newest.history).toHaveLength(Math.min(runs, mostPastRuns));
    }
  });

  it('are not there before the first is saved, without a warning', async () => {
    const { store, warnings } = await open();
    expect(await store.find(key)).toBeNull();
    expect(warnings).toEqual([]);
    expect(await store.explainMissing(key)).toMatch(/No baseline of sql-lora is stored in .* yet/);
  });

  it.each([
    ['an empty file', '', /not JSON/],
    ['half a file', JSON.stringify(baseline).slice(0, 400), /not JSON/],
    ['something else', '{"schema":"other"}', /not a baseline \(schema/],
    ['null', 'null', /not a baseline \(the whole/],
    [
      'only the measurement',
      JSON.stringify(baseline.measurement),
      /written by another version of this check/,
    ],
    [
      'a later format',
      JSON.stringify({ ...baseline, schemaVersion: 2 }),
      /its baseline was written by another version of this check \(format 2, not 1\)/,
    ],
    [
      'a measurement of an earlier format',
      edited((measurement) => Object.assign(measurement, { schemaVersion: 1 })),
      /its measurement was written by another version of this check \(format 1, not 2\)/,
    ],
    [
      'a measurement that was cut short',
      edited((measurement) => Object.assign(measurement, { status: 'partial' })),
      /cut short/,
    ],
    [
      'a negative energy',
      edited(({ rounds }) => Object.assign(rounds[1]!.energy, { energyJ: -1 })),
      /not a baseline \(measurement\.rounds\.1\.energy\.energyJ/,
    ],
    [
      'a history in which a round took nothing',
      JSON.stringify({
        ...baseline,
        history: [{ ...pastRun(baseline.measurement), energyJPerItem: [1, 0] }],
      }),
      /history\.0\.energyJPerItem\.1/,
    ],
    [
      'a history without end',
      JSON.stringify({ ...baseline, history: Array(mostPastRuns + 1).fill(pastRun(baseline.measurement)) }),
      /history/,
    ],
    [
      "another model's baseline",
      edited((measurement) => Object.assign(measurement, { model: 'other' })),
      /belongs to another model/,
    ],
  ])('count for nothing, with a warning, where the file holds %s', async (_, content, reason) => {
    const { store, warnings, onlyFile } = await open();
    await store.save([toKeep(key, baseline)]);
    await writeFile(await onlyFile(), content);
    expect(await store.find(key)).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(reason);
  });

  it('are not read through a link, nor from a directory', async () => {
    const { parent, directory, store, warnings, onlyFile } = await open();
    await store.save([toKeep(key, baseline)]);
    const path = await onlyFile();
    const other = fileStore(join(parent, 'linked'), (message) => warnings.push(message));
    await mkdir(join(parent, 'linked'));
    await symlink(path, path.replace(directory, join(parent, 'linked')));
    expect(await other.find(key)).toBeNull();
    expect(warnings[0]).toMatch(/not a plain file/);
  });

  it('leave the old one whole where the new one cannot be written', async () => {
    const { parent, warnings } = await open();
    await writeFile(join(parent, 'occupied'), 'a file where the directory should be');
    const store = fileStore(join(parent, 'occupied'), (message) => warnings.push(message));
    await store.save([toKeep(key, baseline)]);
    expect(warnings[0]).toMatch(/could not be written/);
    expect(await store.find(key)).toBeNull();
    expect(await readFile(join(parent, 'occupied'), 'utf8')).toBe('a file where the directory should be');
  });

  it('leave nothing but whole files where many are saved at once', async () => {
    const { store, directory } = await open();
    const commits = Array.from({ length: 20 }, (_, i) => i.toString(16).padStart(40, '0'));
    await Promise.all(commits.map((commit) => store.save([toKeep(key, baselineOf({ commit }))])));
    expect(commits).toContain((await store.find(key))?.measurement.commit);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('say that other hardware has one', async () => {
    const { store } = await open();
    await store.save([toKeep(key, baseline)]);
    const elsewhere = { ...key, hardwareFingerprint: 'fedcba9876543210' };
    expect(await store.find(elsewhere)).toBeNull();
    expect(await store.explainMissing(elsewhere)).toBe(
      'The nearest stored baseline of sql-lora (commit aaaaaaaaaaaa) was measured with another hardware; ' +
        'its machine: Test CPU, Test GPU.',
    );
  });

  it('keep any id inside the directory, and ids apart', async () => {
    const { parent, directory, store, warnings } = await open();
    const ids = [
      '../../etc/passwd',
      '/abs',
      'con',
      '.',
      '',
      'A',
      'a',
      'ä',
      'ö',
      'a\0b',
      'x'.repeat(5000),
      '--',
      '$(id)',
    ];
    const all = [...new Set([...ids, ...fc.sample(fc.string({ unit: 'binary' }), 50)])];
    for (const id of all) {
      expect(await store.save([toKeep({ ...key, model: id }, baselineOf({ model: id }))])).toBe(true);
    }
    expect(warnings).toEqual([]);
    expect(await readdir(parent)).toEqual(['baselines']);
    const names = await readdir(directory);
    expect(names).toHaveLength(all.length);
    expect(names.every((name) => /^baseline-[a-z0-9-]{0,48}\.[0-9a-f]{32}\.json$/.test(name))).toBe(true);
    for (const id of all) expect((await store.find({ ...key, model: id }))?.measurement.model).toBe(id);
  });
});

describe('calibrations in files', () => {
  const calibration = calibrationOf();
  const fingerprint = calibration.hardwareFingerprint;

  it('are found again beside the baselines, the newest of each hardware', async () => {
    const { store, directory, warnings } = await open();
    const other = calibrationOf({ hardwareFingerprint: 'fedcba9876543210' });
    await store.save([toKeep(key, baseline)]);
    await store.saveCalibration(calibrationOf({ model: 'older' }));
    expect(await store.saveCalibration(calibration)).toBe(true);
    await store.saveCalibration(other);
    expect(await store.findCalibration(fingerprint)).toEqual(calibration);
    expect(await store.findCalibration(other.hardwareFingerprint)).toEqual(other);
    expect(await store.findCalibration('0'.repeat(16))).toBeNull();
    expect(await store.find(key)).toEqual(baseline);
    expect(await readdir(directory)).toHaveLength(3);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['half a file', JSON.stringify(calibration).slice(0, 90), /not JSON/],
    ['a baseline', JSON.stringify(baseline), /not a calibration \(schema/],
    [
      'a later format',
      JSON.stringify({ ...calibration, schemaVersion: 2 }),
      /its calibration was written by another version of this check \(format 2, not 1\)/,
    ],
    ['a single run', JSON.stringify({ ...calibration, runs: [[1, 2]] }), /not a calibration \(runs/],
    [
      'a round that took nothing',
      JSON.stringify({ ...calibration, runs: [[1, 0], ...calibration.runs] }),
      /not a calibration \(runs\.0\.1/,
    ],
    [
      "another machine's",
      JSON.stringify({ ...calibration, hardwareFingerprint: 'fedcba9876543210' }),
      /belongs to another hardware/,
    ],
  ])('count for nothing, with a warning, where the file holds %s', async (_, content, reason) => {
    const { store, warnings, onlyFile } = await open();
    await store.saveCalibration(calibration);
    await writeFile(await onlyFile(), content);
    expect(await store.findCalibration(fingerprint)).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(reason)]);
    expect(warnings[0]).toMatch(/delete the file, or calibrate this machine again\.$/);
  });

  it('are not read through a link', async () => {
    const { store, parent, warnings, onlyFile } = await open();
    await store.saveCalibration(calibration);
    const path = await onlyFile();
    await rename(path, join(parent, 'elsewhere.json'));
    await symlink(join(parent, 'elsewhere.json'), path);
    expect(await store.findCalibration(fingerprint)).toBeNull();
    expect(warnings[0]).toMatch(/not a plain file/);
  });

  it('that cannot be written are said to be lost', async () => {
    const { parent, warnings } = await open();
    await writeFile(join(parent, 'occupied'), 'a file where the directory should be');
    const store = fileStore(join(parent, 'occupied'), (message) => warnings.push(message));
    expect(await store.saveCalibration(calibration)).toBe(false);
    expect(warnings).toEqual([expect.stringMatching(/calibration .* could not be written/)]);
  });
});
