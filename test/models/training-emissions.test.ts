import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/models/csv.ts';
import { trainingEmissions } from '../../src/models/training-emissions.ts';

async function read(text: string) {
  const file = join(await mkdtemp(join(tmpdir(), 'cegi-emissions-')), 'emissions.csv');
  await writeFile(file, text);
  return trainingEmissions({ kind: 'file', file, path: 'm/emissions.csv' });
}

describe('training emissions', () => {
  it('of a CodeCarbon file are its kilograms in grams, wherever the column stands', async () => {
    const text = '\uFEFFrun_id,cpu_model,emissions\r\nr1,"AMD, EPYC ""Rome""",0.0125\r\n';
    expect(await read(text)).toEqual({ emissionsG: 12.5, source: 'm/emissions.csv (CodeCarbon)' });
  });

  it('of several runs are summed, and say so', async () => {
    expect(await read('run_id,emissions\na,1\nb,0.5\n')).toEqual({
      emissionsG: 1500,
      source: 'm/emissions.csv (CodeCarbon, sum of 2 runs)',
    });
  });

  it('count only the last running total of a run', async () => {
    expect((await read('run_id,emissions\na,1\na,2\n')).emissionsG).toBe(2000);
  });

  it('of a run that was written task by task are summed', async () => {
    expect(await read('task_name,run_id,emissions\nload,a,1\ntrain,a,2\n')).toEqual({
      emissionsG: 3000,
      source: 'm/emissions.csv (CodeCarbon, sum of 2 tasks)',
    });
  });

  it('of rows without a run_id are a run each', async () => {
    expect((await read('emissions\n1\n2\n')).emissionsG).toBe(3000);
  });

  it.each([
    ['', 'm/emissions.csv: it has no run'],
    ['emissions\n', 'm/emissions.csv: it has no run'],
    ['run_id,co2\na,1\n', 'm/emissions.csv:1: there is no column emissions, only run_id, co2'],
    ['run_id,emissions\na,1\nb,\n', 'm/emissions.csv:3: column emissions has "", not a mass in kg'],
    ['emissions\n-1\n', 'm/emissions.csv:2: column emissions has "-1"'],
    ['emissions\nInfinity\n', 'm/emissions.csv:2: column emissions has "Infinity"'],
    ['run_id,emissions\na\n', 'm/emissions.csv:2: 1 fields, but the header has 2'],
    ['emissions\n"1\n', 'm/emissions.csv: it cannot be read: line 2: a quote'],
  ])('name file, line and column at fault: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('that are declared in grams are taken as they are', async () => {
    expect(await trainingEmissions({ kind: 'grams', emissionsG: 3 })).toEqual({
      emissionsG: 3,
      source: 'declared in the configuration',
    });
  });
});

describe('CSV', () => {
  it('reads back any fields that were quoted', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é') });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 })),
        fc.constantFrom('\n', '\r\n'),
        (rows, end) => {
          const quoted = rows.map(
            (row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',') + end,
          );
          expect(parseCsv(quoted.join('')).map(({ fields }) => fields)).toEqual(rows);
        },
      ),
    );
  });

  it('knows the line of a row after a field with line breaks', () => {
    expect(parseCsv('a,"1\n2"\n\nb,c').map(({ line }) => line)).toEqual([1, 4]);
  });
});
