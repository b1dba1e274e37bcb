import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baselineFile,
  calibrationFile,
  commitFile,
  keyOf,
  partsOfRunFile,
  runFile,
} from '../../src/baseline/branch-layout.ts';
import { measurementOf } from './records.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const anyKey = fc.record({
  model: anyText,
  task: anyText,
  datasetDigest: anyText,
  hardwareFingerprint: anyText,
});

describe('files on the branch', () => {
  it('have names that every file system takes, whatever the ids', () => {
    fc.assert(
      fc.property(anyKey, anyText, (key, run) => {
        const files = [
          runFile(key, run, measurementOf()),
          baselineFile(key),
          calibrationFile(`0${key.hardwareFingerprint}`),
        ];
        for (const file of files) {
          expect(file).toMatch(/^[a-z]+(\/\d{4}\/\d{2})?\/[\w-][\w.-]{0,180}\.json$/);
          expect(file.split('/').at(-1)).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\./i);
        }
      }),
    );
  });

  it('of runs tell their month and their key', () => {
    const anyTime = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyKey, anyText, anyTime, (key, run, time) => {
        const file = runFile(key, run, measurementOf({ createdAt: time.toISOString() }));
        expect(partsOfRunFile(file)).toEqual({
          year: time.getUTCFullYear(),
          month: time.getUTCMonth() + 1,
          key: keyOf(key),
        });
      }),
    );
  });

  it('of commits are there for hashes alone', () => {
    expect(commitFile('ab'.repeat(20))).toBe(`commits/ab/${'ab'.repeat(20)}.json`);
    for (const other of [null, '', 'main', '../x', `${'a'.repeat(39)}/`, 'A'.repeat(40)]) {
      expect(commitFile(other)).toBeNull();
    }
  });

  it.each([
    'runs/2026/01/x.json',
    'runs/../2026/01/a.0123456789abcdef.json',
    'runs/2026/01/a/b.0123456789abcdef.json',
  ])('are not those of runs where they are called %s', (file) => {
    expect(partsOfRunFile(file)).toBeNull();
  });
});
