import type { TaskConfig } from '../config/config.ts';
import { UserError } from '../errors.ts';
import type { DataRecord } from './records.ts';
import { missingColumn, valueAt } from './value-at.ts';

/**
 * The records whose columns have, each, one of the values that a task's filter names for it. Text, numbers and booleans
 * are compared as text; of a list one of its entries must be such; an empty value and a column that a record lacks are
 * not.
 *
 * @throws UserError for a column that no record has, and where nothing is kept.
 */
export function filtered(
  records: readonly DataRecord[],
  { filter, datasetPath }: Pick<TaskConfig, 'filter' | 'datasetPath'>,
): DataRecord[] {
  const wanted = Object.entries(filter);
  for (const [column] of wanted)
    if (records.every(({ value }) => valueAt(value, column) === undefined))
      throw new UserError(`${datasetPath}: the task's filter: ${missingColumn(column, records[0]!.value)}`);
  const kept = records.filter(({ value }) =>
    wanted.every(([column, values]) => [valueAt(value, column)].flat().some((one) => isAmong(one, values))),
  );
  if (kept.length === 0)
    throw new UserError(`${datasetPath}: the task's filter keeps none of its ${records.length} rows.`);
  return kept;
}

function isAmong(value: unknown, values: readonly string[]): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && values.includes(String(value));
}
