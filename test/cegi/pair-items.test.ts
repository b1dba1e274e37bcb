import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemValues } from '../../src/cegi/item-values.ts';
import { pairItems } from '../../src/cegi/pair-items.ts';
import type { Measurement, Score } from '../../src/measurement/measurement.ts';
import { bleuStatistics, sentenceBleu } from '../../src/metrics/bleu.ts';
import { corpusScore } from '../../src/metrics/corpus-score.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

function measured(itemIds: string[], score: Score): Measurement {
  const measurement = simulatedMeasurement({ scores: itemIds.map(() => 0) });
  return { ...measurement, itemIds, task: { ...measurement.task, metric: score.metric }, scores: [score] };
}

const gold = [
  'a red circle above a square',
  'two blue stars',
  'one green triangle below',
  'a yellow square here',
];
function bleu(predictions: string[]): Score {
  const statistics = predictions.map((text, i) => [...bleuStatistics(text, [gold[i]!])]);
  return {
    metric: 'bleu',
    value: corpusScore('bleu', statistics),
    perItem: statistics.map(sentenceBleu),
    corpus: { statistic: 'bleu', perItem: statistics },
  };
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('pairing by a metric over some of the items', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const yesNo = (itemIds: string[], perItem: number[]): Score => ({
    metric: 'yes-no-accuracy',
    value: mean(perItem),
    perItem,
    itemIds,
  });

  it('goes by the names of those items, not by their places', () => {
    const base = measured(ids, yesNo(['b', 'd'], [1, 0]));
    const head = measured(['d', 'c', 'b', 'a'], yesNo(['d', 'b'], [0.25, 0.75]));
    expect(pairItems([base, head])).toEqual([
      [1, 0],
      [0.75, 0.25],
    ]);
  });

  it('keeps only the items that both have it for, and fails on fewer than two', () => {
    const base = measured(ids, yesNo(['a', 'b', 'c'], [1, 0, 1]));
    expect(pairItems([base, measured(ids, yesNo(['b', 'c', 'd'], [0.1, 0.2, 0.3]))])).toEqual([
      [0, 1],
      [0.1, 0.2],
    ]);
    expect(pairItems([base, measured(ids, yesNo(['c', 'd'], [0, 0]))])).toBeNull();
  });

  it("goes by a measurement's own items where the metric is over all of them", () => {
    const base = measured(ids, yesNo(['b', 'd'], [1, 0]));
    const { itemIds: _, ...all } = yesNo([], [0.1, 0.2, 0.3, 0.4]);
    expect(pairItems([base, measured(ids, all)])).toEqual([
      [1, 0],
      [0.2, 0.4],
    ]);
  });
});

describe('pairing by a metric of the whole corpus', () => {
  it('gives values whose means are the scores of the corpus of shared items', () => {
    const words = fc.constantFrom('a', 'red', 'blue', 'circle', 'square', 'stars', 'two', 'above');
    const text = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' '));
    const four = fc.tuple(text, text, text, text);
    fc.assert(
      fc.property(four, four, (ours, theirs) => {
        const a = measured(['a', 'b', 'c', 'd'], bleu(ours));
        const b = measured(['a', 'b', 'c', 'x'], bleu(theirs));
        const [left, right] = pairItems([a, b]) as [number[], number[]];
        expect([left.length, right.length]).toEqual([3, 3]);
        for (const [values, side] of [
          [left, a],
          [right, b],
        ] as const)
          expect(mean(values)).toBeCloseTo(
            corpusScore('bleu', side.scores[0]!.corpus!.perItem.slice(0, 3)),
            9,
          );
      }),
    );
  });

  it('gives equal values to equal answers, so that what differs are the others', () => {
    const a = bleu(['a red circle above a square', 'two stars', 'one green', 'a square']);
    expect(pairItems([measured(['a', 'b', 'c', 'd'], a), measured(['a', 'b', 'c', 'd'], a)])).toEqual([
      itemValues(a),
      itemValues(a),
    ]);
    expect(mean(itemValues(a))).toBeCloseTo(a.value, 12);
    expect(mean(itemValues(a))).not.toBeCloseTo(mean(a.perItem), 2);
  });
});
