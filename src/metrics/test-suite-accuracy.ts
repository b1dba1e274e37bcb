import { pythonText } from './sql-python-text.ts';
import { hasNaN, type SqlRows, type SqlValue, valueKey } from './sql-value.ts';

/** Looks at so many cells in all before it gives up on a match; a second's work. */
const maxCells = 100_000_000;

/**
 * 1 where two queries gave the same rows on one database by the rule of Spider's test suites, else 0: equal as
 * multisets of rows, or as lists where `ordered`, under one permutation of the columns. Two results without rows are
 * equal, whatever their columns. A search for the permutation that is still undecided after 100 million cells, which
 * takes columns made to be mistaken for one another, counts as none found.
 *
 * Source: taoyds/test-suite-sql-eval at e97acc5, `result_eq`. Its random pruning changes how long it takes, not what it
 * finds. Its quick rejection does change that, and is part of the rule: it sorts each row by the values' text, so that
 * a row whose 10 is 10.0 in the other result can be sorted in another order, and be rejected.
 */
export function testSuiteAccuracy(gold: SqlRows, predicted: SqlRows, ordered: boolean): number {
  if (gold.length === 0 && predicted.length === 0) return 1;
  if (gold.length !== predicted.length || gold[0]!.length !== predicted[0]!.length) return 0;
  if (hasNaN(gold) || hasNaN(predicted)) return 0;
  const [wantedRows, foundRows] = [gold, predicted].map(numbering()) as [Cell[][], Cell[][]];
  if (quicklyRejected(wantedRows, foundRows, ordered)) return 0;
  const [wanted, found] = [columns(wantedRows), columns(foundRows)];
  return (ordered ? sameColumns(wanted, found) : matching(wanted, found)) ? 1 : 0;
}

/** A value: `id` is equal where values are, and a row is sorted by `text`. The same object for the same value. */
interface Cell {
  id: number;
  text: string;
}

/** Numbers the values of one result after another. */
function numbering(): (rows: SqlRows) => Cell[][] {
  const ids = new Map<string, number>();
  const cells = new Map<string, Cell>();
  const cellOf = (value: SqlValue) => {
    // 1 and 1.0 are equal, but not sorted alike.
    const key = typeof value === 'number' ? `real ${Object.is(value, -0) ? '-0' : value}` : valueKey(value);
    let cell = cells.get(key);
    if (!cell) {
      const equal = valueKey(value);
      const id = ids.get(equal) ?? ids.size;
      ids.set(equal, id);
      cell = { id, text: pythonText(value) };
      cells.set(key, cell);
    }
    return cell;
  };
  return (rows) => rows.map((row) => row.map(cellOf));
}

function quicklyRejected(gold: Cell[][], predicted: Cell[][], ordered: boolean): boolean {
  const sortedRow = (row: Cell[]) =>
    [...row]
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
      .map(({ id }) => id)
      .join();
  const [wanted, found] = [gold.map(sortedRow), predicted.map(sortedRow)];
  if (ordered) return wanted.some((row, i) => row !== found[i]);
  const [wantedSet, foundSet] = [new Set(wanted), new Set(found)];
  return wantedSet.size !== foundSet.size || found.some((row) => !wantedSet.has(row));
}

function columns(rows: Cell[][]): number[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!.id));
}

function sameColumns(wanted: number[][], found: number[][]): boolean {
  const keys = (all: number[][]) => all.map((column) => column.join()).sort();
  const [wantedKeys, foundKeys] = [keys(wanted), keys(found)];
  return wantedKeys.every((key, i) => key === foundKeys[i]);
}

/** Rows of two results in groups: those of one number are equal in the columns that are matched so far. */
interface Groups {
  wanted: number[];
  found: number[];
}

/** Whether some order of `found` makes the multiset of its rows that of `wanted`. Goes column by column, and back. */
function matching(wanted: number[][], found: number[][]): boolean {
  let cells = 0;
  const content = (column: number[]) => [...column].sort((a, b) => a - b).join();
  const keys = found.map((column) => column.join());
  const contents = found.map(content);
  // Columns with many values part rows best, and leave little to try for the others.
  const distinct = (column: number[]) => new Set(column).size;
  const columns = wanted
    .map((column) => ({ column, content: content(column), distinct: distinct(column) }))
    .sort((a, b) => b.distinct - a.distinct);
  const used = found.map(() => false);

  const from = (depth: number, groups: Groups): boolean => {
    const next = columns[depth];
    if (!next) return true;
    const tried = new Set<string>();
    for (const [i, column] of found.entries()) {
      if (used[i] || contents[i] !== next.content || tried.has(keys[i]!)) continue;
      tried.add(keys[i]!);
      cells += column.length;
      if (cells > maxCells) return false;
      const parted = part(groups, next.column, column);
      if (!parted) continue;
      used[i] = true;
      if (from(depth + 1, parted)) return true;
      used[i] = false;
    }
    return false;
  };
  const all = wanted[0]!.map(() => 0);
  return from(0, { wanted: all, found: all });
}

/** The groups with one more column matched, or null where the rows are no longer equal as multisets. */
function part(groups: Groups, wanted: number[], found: number[]): Groups | null {
  const numbers = new Map<number, number>();
  const counts: number[] = [];
  // Ids and groups are both fewer than 2^26: there are not more cells.
  const keyOf = (group: number, id: number) => group * 2 ** 26 + id;
  const partedWanted = wanted.map((id, row) => {
    const key = keyOf(groups.wanted[row]!, id);
    let group = numbers.get(key);
    if (group === undefined) {
      group = counts.push(0) - 1;
      numbers.set(key, group);
    }
    counts[group]!++;
    return group;
  });
  const partedFound: number[] = [];
  for (const [row, id] of found.entries()) {
    const group = numbers.get(keyOf(groups.found[row]!, id));
    if (group === undefined || counts[group] === 0) return null;
    counts[group]!--;
    partedFound.push(group);
  }
  return { wanted: partedWanted, found: partedFound };
}
