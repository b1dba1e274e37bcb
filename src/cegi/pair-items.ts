import type { Measurement, Score } from '../measurement/measurement.ts';
import { itemValues } from './item-values.ts';

/** A score, and where each item stands in it. */
interface Side {
  score: Score;
  index: ReadonlyMap<string, number>;
}

/**
 * The judging scores of several measurements on the items that all of them have, aligned: one list a measurement.
 * The metric is the first measurement's. Null where one lacks that metric or fewer than two items are shared.
 */
export function pairItems(measurements: readonly Measurement[]): number[][] | null {
  const metric = measurements[0]!.task.metric;
  const sides: Side[] = [];
  for (const measurement of measurements) {
    const score = measurement.scores.find((candidate) => candidate.metric === metric);
    if (!score) return null;
    sides.push({ score, index: new Map((score.itemIds ?? measurement.itemIds).map((id, i) => [id, i])) });
  }
  const [first] = sides as [Side, ...Side[]];
  const shared = [...first.index.keys()].filter((id) => sides.every(({ index }) => index.has(id)));
  if (shared.length < 2) return null;
  return sides.map(({ score, index }) =>
    itemValues(
      score,
      shared.map((id) => index.get(id)!),
    ),
  );
}
