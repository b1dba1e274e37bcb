import type { Measurement, Score } from '../measurement/measurement.ts';
import { type CorpusStatistic, corpusScore } from '../metrics/corpus-score.ts';
import { numberOfClusters } from '../statistics/clusters.ts';
import { mean } from '../statistics/sample.ts';

/** Scores of several models on the same items. */
export interface PairedScores {
  /** One list a model, in one order of the items: what each scored by itself. */
  perItem: number[][];
  /** Of a metric that is no mean over items: the items' sufficient statistics, in the same order. */
  corpus: { statistic: CorpusStatistic; perItem: (readonly number[])[][] } | null;
  /** Of each item the number of its cluster, from 0 without a gap; null where each item stands alone. */
  clusters: number[] | null;
}

/** A score, and where each item stands in it. */
interface Side {
  score: Score;
  index: ReadonlyMap<string, number>;
}

/**
 * One metric of several measurements on the items that all of them have, in the order of their names, so that nothing
 * depends on that of a dataset.
 *
 * @returns in words why there are none, where a measurement lacks the metric, fewer than two items are shared, all of
 *   them are of one cluster, or a score is not a number
 */
export function pairedScores(
  measurements: readonly Measurement[],
  metric: string,
): PairedScores | { unpaired: string } {
  const sides: Side[] = [];
  for (const measurement of measurements) {
    const score = measurement.scores.find((candidate) => candidate.metric === metric);
    if (!score) return { unpaired: `${measurement.model} has no score ${metric}` };
    sides.push({ score, index: new Map((score.itemIds ?? measurement.itemIds).map((id, i) => [id, i])) });
  }
  const [first] = sides as [Side, ...Side[]];
  const shared = [...first.index.keys()].filter((id) => sides.every(({ index }) => index.has(id))).sort();
  if (shared.length < 2) return { unpaired: 'fewer than two scored items are shared' };
  const clusters = clustersOf(shared, measurements);
  if (clusters?.every((cluster) => cluster === 0)) return { unpaired: 'all items are of one cluster' };

  const inOrder = <T>(side: Side, of: readonly T[]) => shared.map((id) => of[side.index.get(id)!]!);
  const perItem = sides.map((side) => inOrder(side, side.score.perItem));
  if (!perItem.flat().every(Number.isFinite)) return { unpaired: `${metric} is no number for some item` };
  const statistic = first.score.corpus?.statistic ?? null;
  if (sides.some(({ score }) => (score.corpus?.statistic ?? null) !== statistic))
    return { unpaired: `${metric} is not computed alike on all sides` };
  if (statistic === null) return { perItem, corpus: null, clusters };
  const rows = sides.map((side) => inOrder(side, side.score.corpus?.perItem ?? []));
  const width = rows[0]![0]?.length;
  if (!rows.flat().every((row) => row?.length === width && row.every(Number.isFinite)))
    return { unpaired: `${metric} has no sound statistics for some item` };
  return { perItem, corpus: { statistic, perItem: rows }, clusters };
}

/** By whichever measurement knows of clusters: those of one dataset have the same. */
function clustersOf(itemIds: readonly string[], measurements: readonly Measurement[]): number[] | null {
  const knowing = measurements.find(
    (measurement) => measurement.clusters?.length === measurement.itemIds.length,
  );
  if (!knowing) return null;
  const labels = new Map(knowing.itemIds.map((id, i) => [id, knowing.clusters![i]!]));
  const numbers = new Map<string, number>();
  const clusters = itemIds.map((id) => {
    // An item that it does not know stands alone.
    const label = labels.has(id) ? `cluster ${labels.get(id)}` : `item ${id}`;
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  });
  return numbers.size < itemIds.length ? clusters : null;
}

/** How many of what was drawn independently there are: clusters, else items. */
export function independentRows({ perItem, clusters }: PairedScores): number {
  return clusters ? numberOfClusters(clusters) : perItem[0]!.length;
}

/** "1,000 items", or "1,000 items in 40 clusters". */
export function itemsInWords(paired: PairedScores): string {
  const items = `${paired.perItem[0]!.length.toLocaleString('en-US')} items`;
  return paired.clusters ? `${items} in ${independentRows(paired).toLocaleString('en-US')} clusters` : items;
}

/** The score of each side on the shared items, as a fraction. */
export function scoresOf({ perItem, corpus }: PairedScores): number[] {
  return corpus
    ? corpus.perItem.map((items) => corpusScore(corpus.statistic, items))
    : perItem.map((scores) => mean(scores));
}
