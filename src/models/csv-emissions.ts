import { UserError } from '../errors.ts';
import { type CsvTable, csvTable } from './csv-table.ts';

/** Emissions of a training, and what they were read from, in words. */
export interface ReadEmissions {
  emissionsG: number;
  from: string;
}

const gramsPerKg = 1000;
const advice = 'It must be an emissions.csv as CodeCarbon writes it, or an emission.csv as eco2AI does.';
const shownColumns = 40;

/**
 * Emissions in a CSV file of CodeCarbon or of eco2AI, which are told by their columns.
 *
 * CodeCarbon: the column `emissions` is in kg. Rows of one `run_id` are running totals of that run, so that only its last
 * counts; in a file of tasks each `task_name` of a run is a part of its own. eco2AI: `CO2_emissions(kg)`, of which all
 * rows are summed, as its own `summary` does: a run has one row, or one for each epoch.
 *
 * @throws UserError naming the path, line and column.
 */
export function csvEmissions(text: string, path: string): ReadEmissions {
  const table = tableIn(text, path);
  const { header, rows } = table;
  if (rows.length === 0) throw new UserError(`${path}: it has no run. ${advice}`);
  if (header.includes(eco2aiColumn)) return eco2aiEmissions(table, path);
  // The name alone says no unit.
  if (header.includes('emissions') && codecarbonColumns.every((name) => header.includes(name))) {
    return codecarbonEmissions(table, path);
  }
  const unclear = header.find((name) => /emissions/i.test(name));
  const columns = header.slice(0, shownColumns).map(shown).join(', ');
  throw new UserError(
    unclear
      ? `${path}:1: column ${shown(unclear)} has no unit that is known, as it has in neither kind of file. ${advice}`
      : `${path}:1: there is no column of emissions, only ${columns}. ${advice}`,
  );
}

/** Beside `emissions`, in a file of CodeCarbon, of runs or of tasks. */
const codecarbonColumns = ['timestamp', 'project_name', 'duration'];
const eco2aiColumn = 'CO2_emissions(kg)';

function codecarbonEmissions({ header, rows }: CsvTable, path: string): ReadEmissions {
  const [emissions, run, task] = ['emissions', 'run_id', 'task_name'].map((name) => header.indexOf(name));
  const kgOfPart = new Map<string, number>();
  for (const { line, fields } of rows) {
    const part = JSON.stringify([fields[run!] || `line ${line}`, fields[task!]]);
    kgOfPart.set(part, kilograms(fields[emissions!]!, `${path}:${line}: column emissions`));
  }
  const parts = [...kgOfPart.values()];
  const what = task! < 0 ? 'runs' : 'tasks';
  return summed(parts, 'CodeCarbon', parts.length === 1 ? '' : `, sum of ${parts.length} ${what}`);
}

function eco2aiEmissions({ header, rows }: CsvTable, path: string): ReadEmissions {
  const column = header.indexOf(eco2aiColumn);
  const parts = rows.map(({ line, fields }) =>
    kilograms(fields[column]!, `${path}:${line}: column ${eco2aiColumn}`),
  );
  return summed(parts, 'eco2AI', parts.length === 1 ? '' : `, sum of ${parts.length} runs or epochs`);
}

function summed(parts: readonly number[], tracker: string, how: string): ReadEmissions {
  return { emissionsG: parts.reduce((sum, kg) => sum + kg, 0) * gramsPerKg, from: `${tracker}${how}` };
}

function kilograms(text: string, where: string): number {
  const kg = Number(text.trim());
  if (text.trim() !== '' && Number.isFinite(kg) && kg >= 0) return kg;
  throw new UserError(
    `${where} has ${JSON.stringify(text.trim().slice(0, 40))}, not a mass in kg. ${advice}`,
  );
}

function tableIn(text: string, path: string): CsvTable {
  try {
    return csvTable(text);
  } catch (error) {
    throw new UserError(`${path}: it cannot be read: ${(error as Error).message}. ${advice}`);
  }
}

function shown(name: string): string {
  return name.replaceAll(/\p{C}/gu, '?').slice(0, 60);
}
