import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleuStatistics, sentenceBleu } from '../../src/metrics/bleu.ts';
import { cocoBleuStatistics } from '../../src/metrics/coco-bleu.ts';
import { corpusScore, scoreOfSums } from '../../src/metrics/corpus-score.ts';

const words = ['a', 'the', 'red', 'blue', 'circle', 'square', 'above', 'below', 'one', 'two'];
const text = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(' '));
const pairs = (minLength: number) => fc.array(fc.tuple(text, text), { minLength, maxLength: 20 });
const cocoBleus = ['coco-bleu1', 'coco-bleu2', 'coco-bleu3', 'coco-bleu4'] as const;

const bleuOf = ([prediction, reference]: [string, string]) => bleuStatistics(prediction, [reference]);
const cocoOf = ([prediction, reference]: [string, string]) =>
  cocoBleuStatistics({ prediction, references: [reference] });

describe("a corpus's score", () => {
  it('of one item is what BLEU gives a corpus of one', () => {
    const item = bleuStatistics('a red circle above a square', ['a red circle above the square']);
    expect(corpusScore('bleu', [item])).toBeCloseTo(sentenceBleu(item), 12);
  });

  it('does not depend on the order of its items', () => {
    fc.assert(
      fc.property(pairs(1), (items) => {
        const statistics = items.map(bleuOf);
        expect(corpusScore('bleu', [...statistics].reverse())).toBe(corpusScore('bleu', statistics));
      }),
    );
  });
});

describe('a score of sums', () => {
  it('is that of the corpus whose items they add up, and a number', () => {
    fc.assert(
      fc.property(pairs(1), fc.constantFrom('bleu', ...cocoBleus), (items, statistic) => {
        const statistics = items.map(statistic === 'bleu' ? bleuOf : cocoOf);
        const sums = statistics[0]!.map((_, at) => statistics.reduce((sum, item) => sum + item[at]!, 0));
        const score = scoreOfSums(statistic, sums);
        expect(Number.isFinite(score)).toBe(true);
        expect(score).toBe(corpusScore(statistic, statistics));
      }),
    );
  });
});
