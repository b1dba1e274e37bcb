import type { TaskConfig } from '../config/config.ts';
import type { Row } from '../datasets/rows.ts';

/**
 * The columns of a row that its prompt may show, as text: all that are text or numbers, but the answer, under whatever
 * name the dataset has it.
 */
export function promptColumns(
  row: Row,
  { columns }: Pick<TaskConfig, 'columns'>,
  answer: string,
): Record<string, string> {
  const shown = Object.entries(row).filter(
    ([name, value]) =>
      name !== answer &&
      name !== columns[answer] &&
      value !== row[answer] &&
      ['string', 'number'].includes(typeof value),
  );
  return Object.fromEntries(shown.map(([name, value]) => [name, String(value)]));
}
