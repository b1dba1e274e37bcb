import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { independentRows, type PairedScores, pairedScores, scoresOf } from '../../src/cegi/paired-scores.ts';
import { resampledScores } from '../../src/cegi/resampled-scores.ts';
import type { Measurement, Score } from '../../src/measurement/measurement.ts';
import { bleuStatistics, sentenceBleu } from '../../src/metrics/bleu.ts';
import { corpusScore } from '../../src/metrics/corpus-score.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

function measured(itemIds: string[], score: Score, clusters: string[] | null = null): Measurement {
  const measurement = simulatedMeasurement({ scores: itemIds.map(() => 0) });
  return { ...measurement, itemIds, clusters, scores: [score] };
}
const accuracy = (perItem: number[], itemIds?: string[]): Score => ({
  metric: 'accuracy',
  value: perItem.reduce((sum, value) => sum + value, 0) / perItem.length,
  perItem,
  ...(itemIds ? { itemIds } : {}),
});
function paired(measurements: Measurement[], metric = 'accuracy'): PairedScores {
  const found = pairedScores(measurements, metric);
  if ('unpaired' in found) throw new Error(found.unpaired);
  return found;
}
const ids = ['a', 'b', 'c', 'd'];

describe('pairing', () => {
  it('keeps only the items that all measurements scored, in the order of their names', () => {
    const ours = measured(['c', 'a', 'b'], accuracy([1, 2, 3]));
    const theirs = measured(['b', 'c', 'x'], accuracy([10, 20, 30]));
    expect(paired([ours, theirs]).perItem).toEqual([
      [3, 1],
      [10, 20],
    ]);
  });

  it('goes by the items of the metric where it is not over all', () => {
    const base = measured(ids, accuracy([1, 0], ['b', 'd']));
    const head = measured(['d', 'c', 'b', 'a'], accuracy([0.25, 0.75], ['d', 'b']));
    expect(paired([base, head]).perItem).toEqual([
      [1, 0],
      [0.75, 0.25],
    ]);
    const all = measured(ids, accuracy([0.1, 0.2, 0.3, 0.4]));
    expect(paired([base, all]).perItem[1]).toEqual([0.2, 0.4]);
  });

  it.each<[string, Measurement, RegExp]>([
    ['other items', measured(['w', 'x', 'y', 'z'], accuracy([1, 1, 0, 0])), /fewer than two/],
    ['one shared item', measured(['a', 'x'], accuracy([1, 0])), /fewer than two/],
    ['no item', measured([], accuracy([])), /fewer than two/],
    ['another metric', measured(ids, { ...accuracy([1, 1, 0, 0]), metric: 'f1' }), /has no score accuracy/],
    ['a NaN', measured(ids, accuracy([1, Number.NaN, 0, 0])), /is no number/],
    ['an infinity', measured(ids, accuracy([1, Infinity, 0, 0])), /is no number/],
    ['too few values', measured(ids, accuracy([1, 1])), /is no number/],
    ['one cluster', measured(ids, accuracy([1, 1, 0, 0]), ['p', 'p', 'p', 'p']), /one cluster/],
    [
      'a metric of the corpus',
      measured(ids, {
        ...accuracy([1, 1, 0, 0]),
        corpus: { statistic: 'bleu', perItem: [[1], [1], [1], [1]] },
      }),
      /not computed alike/,
    ],
  ])('says why there is nothing to pair with %s', (_, other, reason) => {
    const found = pairedScores([measured(ids, accuracy([1, 0, 1, 1])), other], 'accuracy');
    expect(found).toEqual({ unpaired: expect.stringMatching(reason) });
  });
});

describe('clusters', () => {
  const other = measured(ids, accuracy([0, 0, 1, 1]));

  it('are those of whichever measurement knows of them', () => {
    const known = measured(['d', 'c', 'b', 'a'], accuracy([1, 1, 0, 0]), ['q', 'p', 'q', 'p']);
    for (const both of [
      [known, other],
      [other, known],
    ])
      expect(paired(both).clusters).toEqual([0, 1, 0, 1]);
    expect(independentRows(paired([known, other]))).toBe(2);
  });

  it('are none where no shared item is with another in one', () => {
    const apart = measured(ids, accuracy([1, 1, 0, 0]), ['p', 'q', 'r', 's']);
    expect(paired([apart, other]).clusters).toBeNull();
    expect(independentRows(paired([apart, other]))).toBe(4);
  });

  it('that do not fit the items are none', () => {
    const wrong = measured(ids, accuracy([1, 1, 0, 0]), ['p', 'p']);
    expect(paired([wrong, other]).clusters).toBeNull();
  });
});

const gold = [
  'a red circle above a square',
  'two blue stars here',
  'one green triangle below',
  'a yellow square here',
];
function bleu(predictions: readonly string[]): Score {
  const perItem = predictions.map((text, i) => [...bleuStatistics(text, [gold[i]!])]);
  const value = corpusScore('bleu', perItem);
  return {
    metric: 'bleu',
    value,
    perItem: perItem.map(sentenceBleu),
    corpus: { statistic: 'bleu', perItem },
  };
}

describe('a metric of the whole corpus', () => {
  const words = fc.constantFrom('a', 'red', 'blue', 'circle', 'square', 'stars', 'two', 'above');
  const text = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' '));

  it('scores the shared items as a corpus of their own', () => {
    fc.assert(
      fc.property(fc.tuple(text, text, text, text), fc.tuple(text, text, text, text), (ours, theirs) => {
        const [a, b] = [bleu(ours), bleu(theirs)];
        const found = scoresOf(paired([measured(ids, a), measured(['a', 'b', 'c', 'x'], b)], 'bleu'));
        expect(found).toEqual([a, b].map((score) => corpusScore('bleu', score.corpus!.perItem.slice(0, 3))));
      }),
    );
  });

  it('with statistics that do not fit is not paired', () => {
    const score = bleu(gold);
    const short = {
      ...score,
      corpus: { statistic: 'bleu' as const, perItem: score.corpus!.perItem.map(() => [1]) },
    };
    expect(pairedScores([measured(ids, score), measured(ids, short)], 'bleu')).toHaveProperty('unpaired');
  });
});

describe('resampled scores', () => {
  const settings = { resamples: 500, seed: 1 };

  it('are scores of the sides on the same items: what does not differ on any item never differs', () => {
    const ours = measured(ids, accuracy([1, 0, 0.5, 0.25]));
    const [a, b] = resampledScores(paired([ours, ours]), settings);
    expect(a).toEqual(b);
    expect(new Set(a).size).toBeGreaterThan(5);
    const [c, d] = resampledScores(
      paired([measured(ids, bleu(gold)), measured(ids, bleu(gold))], 'bleu'),
      settings,
    );
    expect(c).toEqual(d);
    expect(c!.every((score) => Math.abs(score - 1) < 1e-12)).toBe(true);
  });

  it('draw whole clusters, and weigh each by its items', () => {
    const score = accuracy([1, 1, 1, 0]);
    const found = resampledScores(paired([measured(ids, score, ['p', 'p', 'p', 'q'])]), settings)[0]!;
    // The one, both or the other twice.
    expect([...new Set(found)].sort()).toEqual([0, 0.75, 1]);
  });

  it('do not depend on the order of the items', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('p', 'q', 'r')), {
          minLength: 3,
          maxLength: 12,
        }),
        fc.boolean(),
        (items, isClustered) => {
          const named = items.map(([score, cluster], i) => ({ id: `${i}`, score, cluster }));
          const drawn = (order: typeof named) => {
            const clusters = isClustered ? order.map(({ cluster }) => cluster) : null;
            const ours = measured(
              order.map(({ id }) => id),
              accuracy(order.map(({ score }) => score)),
              clusters,
            );
            const found = pairedScores([ours, ours], 'accuracy');
            return 'unpaired' in found ? found : resampledScores(found, { resamples: 20, seed: 1 });
          };
          expect(drawn([...named].reverse())).toEqual(drawn(named));
        },
      ),
    );
  });
});
