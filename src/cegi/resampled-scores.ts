import { scoreOfSums } from '../metrics/corpus-score.ts';
import { type BootstrapSettings, resampledTotals, type Table } from '../statistics/bootstrap.ts';
import { independentRows, type PairedScores } from './paired-scores.ts';

/**
 * The scores of all sides in each resample of their common items (P. Koehn, Statistical significance tests for machine
 * translation evaluation, EMNLP 2004), whole clusters being drawn where items are clustered: one list a side, as
 * fractions.
 */
export function resampledScores(paired: PairedScores, settings: BootstrapSettings): Float64Array[] {
  const { corpus, perItem } = paired;
  const table = tableOf(paired);
  const totals = resampledTotals(table, settings);
  const { columns } = table;
  const resamples = totals.length / columns;
  const width = (columns - 1) / perItem.length;
  return perItem.map((_, side) => {
    const scores = new Float64Array(resamples);
    for (let resample = 0; resample < resamples; resample++) {
      const start = resample * columns + 1;
      scores[resample] = corpus
        ? scoreOfSums(corpus.statistic, [
            ...totals.subarray(start + side * width, start + (side + 1) * width),
          ])
        : totals[start + side]! / totals[start - 1]!;
    }
    return scores;
  });
}

/** A row an item or cluster: how many items it is, then of each side the sums that its score is made of. */
function tableOf(paired: PairedScores): Table {
  const { perItem, corpus, clusters } = paired;
  const items = perItem[0]!.length;
  const width = corpus ? corpus.perItem[0]![0]!.length : 1;
  const columns = 1 + perItem.length * width;
  const rows = new Float64Array(independentRows(paired) * columns);
  for (let item = 0; item < items; item++) {
    const row = (clusters ? clusters[item]! : item) * columns;
    rows[row]! += 1;
    for (let side = 0; side < perItem.length; side++) {
      const at = row + 1 + side * width;
      if (corpus) for (let i = 0; i < width; i++) rows[at + i]! += corpus.perItem[side]![item]![i]!;
      else rows[at]! += perItem[side]![item]!;
    }
  }
  return { rows, columns };
}
