import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemDifferences } from '../../src/cegi/item-differences.ts';
import { type PairedScores, scoresOf } from '../../src/cegi/paired-scores.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Of answers of so many words, so many of them right, by COCO's BLEU-1. */
function corpus(sides: (readonly (readonly [right: number, words: number])[])[]): PairedScores {
  const perItem = sides.map((side) =>
    side.map(([right, words]) => [words, words, right, right, right, right, words, words, words, words]),
  );
  return {
    perItem: sides.map((side) => side.map(([right, words]) => right / words)),
    corpus: { statistic: 'coco-bleu1', perItem },
    clusters: null,
  };
}

describe("items' differences", () => {
  it('of a mean are those of their scores', () => {
    const paired = {
      perItem: [
        [1, 0.5, 0],
        [0, 0.5, 0.25],
      ],
      corpus: null,
      clusters: null,
    };
    expect(itemDifferences(paired)).toEqual([1, 0, -0.25]);
  });

  it('of a corpus weigh an item by its length', () => {
    const paired = corpus([
      [
        [0, 30],
        [5, 10],
        [5, 10],
      ],
      [
        [15, 30],
        [5, 10],
        [5, 10],
      ],
    ]);
    // 15 of 50 words are lost, of three items.
    expect(itemDifferences(paired)).toEqual([expect.closeTo(-0.9, 6), 0, 0]);
  });

  it('of a corpus add up to its difference where they are of answers of the same lengths', () => {
    const item = fc
      .tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 20 }))
      .map(([a, b, words]) => [Math.min(a, words), Math.min(b, words), words] as const);
    fc.assert(
      fc.property(fc.array(item, { minLength: 2, maxLength: 20 }), (items) => {
        const paired = corpus([
          items.map(([a, , words]) => [a, words]),
          items.map(([, b, words]) => [b, words]),
        ]);
        const [ours, theirs] = scoresOf(paired) as [number, number];
        expect(mean(itemDifferences(paired))).toBeCloseTo(ours - theirs, 6);
      }),
    );
  });
});
