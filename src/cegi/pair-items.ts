import type { Measurement } from '../measurement/measurement.ts';

/**
 * The judging scores of several measurements on the items that all of them have, aligned: one list a measurement.
 * The metric is the first measurement's. Null where one lacks that metric or fewer than two items are shared.
 */
export function pairItems(measurements: readonly Measurement[]): number[][] | null {
  const metric = measurements[0]!.task.metric;
  const byItem: Map<string, number>[] = [];
  for (const measurement of measurements) {
    const score = measurement.scores.find((candidate) => candidate.metric === metric);
    if (!score) return null;
    byItem.push(new Map(measurement.itemIds.map((id, i) => [id, score.perItem[i]!])));
  }
  const shared = measurements[0]!.itemIds.filter((id) => byItem.every((scores) => scores.has(id)));
  if (shared.length < 2) return null;
  return byItem.map((scores) => shared.map((id) => scores.get(id)!));
}
