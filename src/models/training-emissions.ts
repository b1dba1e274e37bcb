import { readFile, stat } from 'node:fs/promises';
import type { DeclaredEmissions } from '../config/config.ts';
import { UserError } from '../errors.ts';
import type { TrainingEmissions } from '../measurement/measurement.ts';
import { type CsvRow, parseCsv } from './csv.ts';

/** CodeCarbon writes some 500 bytes a run. */
const maxBytes = 50_000_000;

const advice = 'It must be an emissions.csv as CodeCarbon writes it.';

/**
 * Declared emissions of a training, grams. Of a CodeCarbon `emissions.csv`, whose column `emissions` is in kg, runs
 * are summed. Rows of one `run_id` are running totals of that run, so that only its last counts; in a file of tasks
 * each `task_name` of a run is a part of its own.
 *
 * @throws UserError naming file, line and column.
 */
export async function trainingEmissions(declared: DeclaredEmissions): Promise<TrainingEmissions> {
  if (declared.kind === 'grams') {
    return { emissionsG: declared.emissionsG, source: 'declared in the configuration' };
  }
  const { file, path } = declared;
  const [header, ...rows] = await readRows(file, path);
  if (!header || rows.length === 0) throw new UserError(`${path}: it has no run. ${advice}`);
  const emissionsColumn = header.fields.indexOf('emissions');
  const runColumn = header.fields.indexOf('run_id');
  const taskColumn = header.fields.indexOf('task_name');
  if (emissionsColumn < 0) {
    throw new UserError(
      `${path}:${header.line}: there is no column emissions, only ${header.fields.slice(0, 40).join(', ')}. ${advice}`,
    );
  }

  const kgOfRun = new Map<string, number>();
  for (const row of rows) {
    if (row.fields.length !== header.fields.length) {
      throw new UserError(
        `${path}:${row.line}: ${row.fields.length} fields, but the header has ${header.fields.length}. ${advice}`,
      );
    }
    const run = row.fields[runColumn] || `line ${row.line}`;
    kgOfRun.set(JSON.stringify([run, row.fields[taskColumn]]), kilograms(row, emissionsColumn, path));
  }
  const emissionsG = [...kgOfRun.values()].reduce((sum, kg) => sum + kg * 1000, 0);
  const parts = taskColumn < 0 ? 'runs' : 'tasks';
  const runs = kgOfRun.size === 1 ? '' : `, sum of ${kgOfRun.size} ${parts}`;
  return { emissionsG, source: `${path} (CodeCarbon${runs})` };
}

async function readRows(file: string, path: string): Promise<CsvRow[]> {
  try {
    if ((await stat(file)).size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return parseCsv((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UserError(`${path}: it cannot be read: ${(error as Error).message}. ${advice}`);
  }
}

function kilograms(row: CsvRow, column: number, path: string): number {
  const text = row.fields[column]!.trim();
  const kg = Number(text);
  if (text !== '' && Number.isFinite(kg) && kg >= 0) return kg;
  throw new UserError(
    `${path}:${row.line}: column emissions has ${JSON.stringify(text.slice(0, 40))}, not a mass in kg. ${advice}`,
  );
}
