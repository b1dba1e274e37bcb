import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { csvTable } from '../../src/models/csv-table.ts';
import { trainingEmissions } from '../../src/models/training-emissions.ts';
import grams from './golden/emissions/grams.json' with { type: 'json' };

async function read(content: string | Buffer, name = 'emissions.csv') {
  const file = join(await mkdtemp(join(tmpdir(), 'cegi-emissions-')), name);
  await writeFile(file, content);
  return trainingEmissions({ kind: 'file', file, path: `m/${name}` });
}

/** A file of CodeCarbon with these columns beside those that it always has. */
function codecarbon(columns: string, ...rows: string[]): string {
  return [`timestamp,project_name,duration,${columns}`, ...rows.map((row) => `t,p,1,${row}`), ''].join('\n');
}

describe('training emissions', () => {
  it.each(Object.entries(grams))('in %s are what its package says', async (name, expected) => {
    const file = join('test/models/golden/emissions', name);
    const { emissionsG } = await trainingEmissions({ kind: 'file', file, path: name });
    expect(emissionsG / expected).toBeCloseTo(1, 12);
  });

  it('that are declared in grams are taken as they are', async () => {
    expect(await trainingEmissions({ kind: 'grams', emissionsG: 3 })).toEqual({
      emissionsG: 3,
      source: 'declared in the configuration',
    });
  });
});

describe('training emissions of CodeCarbon', () => {
  it('are its kilograms in grams, wherever the column stands', async () => {
    const text = `\uFEFFrun_id,cpu_model,emissions,timestamp,duration,project_name\r\nr1,"AMD, EPYC ""Rome""",0.0125,t,1,p\r\n`;
    expect(await read(text)).toEqual({ emissionsG: 12.5, source: 'm/emissions.csv (CodeCarbon)' });
  });

  it('of several runs are summed, and say so', async () => {
    expect(await read(codecarbon('run_id,emissions', 'a,1', 'b,0.5'))).toEqual({
      emissionsG: 1500,
      source: 'm/emissions.csv (CodeCarbon, sum of 2 runs)',
    });
  });

  it('count only the last running total of a run', async () => {
    expect((await read(codecarbon('run_id,emissions', 'a,1', 'a,2'))).emissionsG).toBe(2000);
  });

  it('of a run that was written task by task are summed', async () => {
    expect(await read(codecarbon('task_name,run_id,emissions', 'load,a,1', 'train,a,2'))).toEqual({
      emissionsG: 3000,
      source: 'm/emissions.csv (CodeCarbon, sum of 2 tasks)',
    });
  });

  it('of rows without a run_id are a run each', async () => {
    expect((await read(codecarbon('emissions', '1', '2'))).emissionsG).toBe(3000);
  });

  it.each([
    ['', 'm/emissions.csv: it has no run'],
    [codecarbon('emissions'), 'm/emissions.csv: it has no run'],
    ['run_id,co2\na,1\n', 'm/emissions.csv:1: there is no column of emissions, only run_id, co2'],
    ['run_id,emissions\na,1\n', 'm/emissions.csv:1: column emissions has no unit that is known'],
    [
      codecarbon('run_id,emissions', 'a,1', 'b,'),
      'm/emissions.csv:3: column emissions has "", not a mass in kg',
    ],
    [codecarbon('emissions', '-1'), 'm/emissions.csv:2: column emissions has "-1"'],
    [codecarbon('emissions', 'Infinity'), 'm/emissions.csv:2: column emissions has "Infinity"'],
    [codecarbon('emissions', 'nan'), 'm/emissions.csv:2: column emissions has "nan"'],
    ['run_id,emissions\na\n', 'm/emissions.csv: it cannot be read: line 2: 1 fields, but the header has 2'],
    ['emissions\n"1\n', 'm/emissions.csv: it cannot be read: line 2: Quote Not Closed'],
    [Buffer.from([0x65, 0xff, 0x0a, 0x31]), 'm/emissions.csv: it cannot be read: it is not UTF-8'],
    [
      'version https://git-lfs.github.com/spec/v1\n',
      'm/emissions.csv: it cannot be read: it is a Git LFS pointer',
    ],
  ])('name file, line and column at fault: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe('training emissions of eco2AI', () => {
  const header = 'id,project_name,epoch,duration(s),power_consumption(kWh),CO2_emissions(kg)';

  it('are the sum of its epochs and runs', async () => {
    const rows = ['a,p,"epoch: 1, loss: 2",1,1,0.5', 'a,p,"epoch: 2, loss: 1",1,1,0.25', 'b,p,N/A,1,1,0.25'];
    expect(await read([header, ...rows].join('\n'), 'emission.csv')).toEqual({
      emissionsG: 1000,
      source: 'm/emission.csv (eco2AI, sum of 3 runs or epochs)',
    });
  });

  it('of one run say that alone', async () => {
    expect((await read(`${header}\na,p,N/A,1,1,0.5\n`)).source).toBe('m/emissions.csv (eco2AI)');
  });

  it.each([
    [
      `${header.replace('(kg)', '')}\na,p,N/A,1,1,0.5\n`,
      'm/emissions.csv:1: column CO2_emissions has no unit that is known',
    ],
    [
      `${header.replace('(kg)', '(g)')}\na,p,N/A,1,1,0.5\n`,
      'm/emissions.csv:1: column CO2_emissions(g) has no unit',
    ],
    [
      `${header}\na,p,N/A,1,1,N/A\n`,
      'm/emissions.csv:2: column CO2_emissions(kg) has "N/A", not a mass in kg',
    ],
    [`${header}\na,p,"e\n1",1,1,1\na,p,e,1,1,-1\n`, 'm/emissions.csv:4: column CO2_emissions(kg) has "-1"'],
  ])('are refused with their line: %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe('training emissions of a model card', () => {
  const card = (matter: string) =>
    `---\nlicense: mit\n${matter}\n---\n# Model\n\n---\nco2_eq_emissions: 1\n---\n`;

  it.each([
    ['co2_eq_emissions: 12.5', 12.5],
    ['co2_eq_emissions:\n  emissions: 12.5\n  source: CodeCarbon\n  training_type: fine-tuning', 12.5],
    ['co2_eq_emissions: "12.5 g"', 12.5],
    ['co2_eq_emissions: { emissions: 0.0125 kg }', 12.5],
    ['co2_eq_emissions: 0', 0],
  ])('are grams, or have their unit: %j', async (matter, emissionsG) => {
    expect(await read(card(matter), 'README.md')).toEqual({ emissionsG, source: 'm/README.md (model card)' });
  });

  it('may have line breaks of Windows', async () => {
    expect((await read(card('co2_eq_emissions: 2').replaceAll('\n', '\r\n'), 'README.md')).emissionsG).toBe(
      2,
    );
  });

  it.each([
    ['# Model\n', 'm/README.md: the model card has no front matter'],
    ['# Model\n\n---\nco2_eq_emissions: 1\n---\n', 'm/README.md: the model card has no front matter'],
    ['---\nco2_eq_emissions: 1\n', 'm/README.md: the model card has no front matter'],
    [card('tags: [a]'), 'm/README.md: its front matter has no co2_eq_emissions'],
    [card('co2_eq_emissions: "12.5"'), 'm/README.md: co2_eq_emissions is "12.5", which is not a mass'],
    [card('co2_eq_emissions: 12,5 t'), 'co2_eq_emissions is "12,5 t", which is not a mass'],
    [card('co2_eq_emissions:'), 'co2_eq_emissions is null, which is not a mass'],
    [card('co2_eq_emissions: { source: x }'), 'co2_eq_emissions is {"source":"x"}, which is not a mass'],
    [card('co2_eq_emissions: -1'), 'co2_eq_emissions is -1, which is not a mass'],
    [card('co2_eq_emissions: .inf'), 'co2_eq_emissions is null, which is not a mass'],
    [card('a: [\nb'), 'm/README.md:4: its front matter is not valid YAML'],
  ])('are refused, never guessed: %j', async (text, message) => {
    const error = await read(text, 'README.md').catch((reason) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(message);
  });

  it('are a mass or a UserError for any front matter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40 }), async (matter) => {
        await read(card(`co2_eq_emissions: ${matter}`), 'README.md').then(
          ({ emissionsG }) => expect(emissionsG).toBeGreaterThanOrEqual(0),
          (error) => expect(error).toBeInstanceOf(UserError),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('do not grow without bounds by aliases', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}, *l${level}]`,
    );
    await expect(read(card(['l0: &l0 [1]', ...levels].join('\n')), 'README.md')).rejects.toThrow(UserError);
  });
});

describe('CSV', () => {
  it('reads back any fields that were quoted, with the line of each row', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(field, field), { minLength: 1 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, end) => {
          const quoted = rows.map(
            (row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',') + end,
          );
          const table = csvTable(quoted.join(''));
          expect([table.header, ...table.rows.map(({ fields }) => fields)]).toEqual(rows);
          const lines = quoted.map(
            (_, index) => 1 + (quoted.slice(0, index).join('').match(/\n/g)?.length ?? 0),
          );
          expect(table.rows.map(({ line }) => line)).toEqual(lines.slice(1));
        },
      ),
    );
  });

  it('knows the line of a row after a field with line breaks and blank lines', () => {
    expect(csvTable('a,"1\n2"\n\nb,c\n\n\nd,e').rows.map(({ line }) => line)).toEqual([4, 7]);
  });
});
