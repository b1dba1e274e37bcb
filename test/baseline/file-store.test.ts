import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/baseline/file-store.ts';
import { keyOf, measurementOf } from './measurement.ts';

async function open() {
  const parent = await mkdtemp(join(tmpdir(), 'cegi-baseline-'));
  const directory = join(parent, 'baselines');
  const warnings: string[] = [];
  const store = fileStore(directory, (message) => warnings.push(message));
  const onlyFile = async () => join(directory, (await readdir(directory))[0]!);
  return { parent, directory, store, warnings, onlyFile };
}

const measurement = measurementOf();
const key = keyOf(measurement);

describe('baselines in files', () => {
  it('are found again, the newest under a key', async () => {
    const { store, warnings, directory } = await open();
    await store.save(key, measurementOf({ commit: 'b'.repeat(40) }));
    await store.save(key, measurement);
    expect(await store.find(key)).toEqual(measurement);
    expect(await readdir(directory)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('are not there before the first is saved, without a warning', async () => {
    const { store, warnings } = await open();
    expect(await store.find(key)).toBeNull();
    expect(warnings).toEqual([]);
    expect(await store.explainMissing(key)).toMatch(/No baseline of sql-lora is stored in .* yet/);
  });

  it.each([
    ['an empty file', '', /not JSON/],
    ['half a file', '{"schema":"cegi/measure', /not JSON/],
    ['something else', '{"schema":"other"}', /not a measurement \(schema/],
    ['null', 'null', /not a measurement \(the whole/],
    [
      'a later format',
      JSON.stringify({ ...measurement, schemaVersion: 2 }),
      /another version of this check \(format 2, not 1\)/,
    ],
    ['a measurement that was cut short', JSON.stringify({ ...measurement, status: 'partial' }), /cut short/],
    ['a negative energy', JSON.stringify({ ...measurement, itemIds: [1] }), /itemIds\.0/],
    [
      "another model's measurement",
      JSON.stringify({ ...measurement, model: 'other' }),
      /belongs to another model/,
    ],
  ])('count for nothing, with a warning, where the file holds %s', async (_, content, reason) => {
    const { store, warnings, onlyFile } = await open();
    await store.save(key, measurement);
    await writeFile(await onlyFile(), content);
    expect(await store.find(key)).toBeNull();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(reason);
  });

  it('are not read through a link, nor from a directory', async () => {
    const { parent, directory, store, warnings, onlyFile } = await open();
    await store.save(key, measurement);
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
    await store.save(key, measurement);
    expect(warnings[0]).toMatch(/could not be written/);
    expect(await store.find(key)).toBeNull();
    expect(await readFile(join(parent, 'occupied'), 'utf8')).toBe('a file where the directory should be');
  });

  it('leave nothing but whole files where many are saved at once', async () => {
    const { store, directory } = await open();
    const commits = Array.from({ length: 20 }, (_, i) => i.toString(16).padStart(40, '0'));
    await Promise.all(commits.map((commit) => store.save(key, measurementOf({ commit }))));
    expect(commits).toContain((await store.find(key))?.commit);
    expect(await readdir(directory)).toHaveLength(1);
  });

  it('say that other hardware has one', async () => {
    const { store } = await open();
    await store.save(key, measurement);
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
    for (const id of all) await store.save({ ...key, model: id }, measurementOf({ model: id }));
    expect(warnings).toEqual([]);
    expect(await readdir(parent)).toEqual(['baselines']);
    const names = await readdir(directory);
    expect(names).toHaveLength(all.length);
    expect(names.every((name) => /^baseline-[a-z0-9-]{0,48}\.[0-9a-f]{32}\.json$/.test(name))).toBe(true);
    for (const id of all) expect((await store.find({ ...key, model: id }))?.model).toBe(id);
  });
});
