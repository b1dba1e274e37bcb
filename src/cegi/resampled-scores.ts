import { scoreOfSums } from '../metrics/corpus-score.ts';
import { type BootstrapSettings, resampledTotals, type Table } from '../statistics/bootstrap.ts';
import { independentRows, type PairedScores } from './paired-scores.ts';

/**
 * The scores of all sides in each resample of their common items (P. Koehn, Statistical significance tests for machine
 * translation evaluation, EMNLP 2004), whole clusters being drawn where items are clustered: one list a side, as
 * fractions.
 */
export function resampledScores(paired: PairedScores, settings: BootstrapSettings): Float64Array[] {
  const { corpus, perItem, clusters } = paired;
  const table = tableOf(paired);
  const { columns } = table;
  const totals = resampledTotals(table, settings);
  const resamples = totals.length / columns;
  const width = widthOf(paired);
  const items = perItem[0]!.length;
  return perItem.map((_, side) => {
    const scores = new Float64Array(resamples);
    for (let resample = 0; resample < resamples; resample++) {
      const at = resample * columns + side * width;
      if (corpus) scores[resample] = scoreOfSums(corpus.statistic, [...totals.subarray(at, at + width)]);
      else scores[resample] = totals[at]! / (clusters ? totals[(resample + 1) * columns - 1]! : items);
    }
    return scores;
  });
}

/** How many sums a score is made of. */
function widthOf({ corpus }: PairedScores): number {
  return corpus ? corpus.perItem[0]![0]!.length : 1;
}

/** A row an item or cluster: of each side the sums that its score is made of, then of clusters how many items they are. */
function tableOf(paired: PairedScores): Table {
  const { perItem, corpus, clusters } = paired;
  const width = widthOf(paired);
  const columns = perItem.length * width + (clusters ? 1 : 0);
  const rows = new Float64Array(independentRows(paired) * columns);
  for (let item = 0; item < perItem[0]!.length; item++) {
    const row = (clusters ? clusters[item]! : item) * columns;
    for (let side = 0; side < perItem.length; side++) {
      const at = row + side * width;
      if (corpus) for (let i = 0; i < width; i++) rows[at + i]! += corpus.perItem[side]![item]![i]!;
      else rows[at]! += perItem[side]![item]!;
    }
    if (clusters) rows[row + columns - 1]! += 1;
  }
  return { rows, columns };
}
