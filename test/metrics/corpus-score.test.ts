import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleuStatistics, sentenceBleu } from '../../src/metrics/bleu.ts';
import { cocoBleuStatistics } from '../../src/metrics/coco-bleu.ts';
import { type CorpusStatistic, corpusScore, pseudoValues } from '../../src/metrics/corpus-score.ts';
import { randomSource } from '../simulators/random.ts';

const words = ['a', 'the', 'red', 'blue', 'circle', 'square', 'above', 'below', 'one', 'two'];
const text = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(' '));
const pairs = (minLength: number) => fc.array(fc.tuple(text, text), { minLength, maxLength: 20 });
const cocoBleus = ['coco-bleu1', 'coco-bleu2', 'coco-bleu3', 'coco-bleu4'] as const;

const bleuOf = ([prediction, reference]: [string, string]) => bleuStatistics(prediction, [reference]);
const cocoOf = ([prediction, reference]: [string, string]) =>
  cocoBleuStatistics({ prediction, references: [reference] });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

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

describe('pseudo-values', () => {
  it("have the corpus's score as their mean, and are numbers", () => {
    fc.assert(
      fc.property(pairs(1), fc.constantFrom('bleu', ...cocoBleus), (items, statistic) => {
        const statistics = items.map(statistic === 'bleu' ? bleuOf : cocoOf);
        const values = pseudoValues(statistic, statistics);
        expect(values).toHaveLength(items.length);
        for (const value of values) expect(Number.isFinite(value)).toBe(true);
        expect(mean(values)).toBeCloseTo(corpusScore(statistic, statistics), 9);
      }),
    );
  });

  it("are the items' own scores where the corpus's is their plain mean", () => {
    // Of predictions as long as their references, all of one length, COCO's BLEU-1 is the mean of precisions.
    const four = fc.array(fc.constantFrom(...words), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(four, four), { minLength: 2, maxLength: 20 }), (items) => {
        const statistics = items.map(([prediction, reference]) =>
          cocoOf([prediction.join(' '), reference.join(' ')]),
        );
        const own = statistics.map((one) => corpusScore('coco-bleu1', [one]));
        for (const [i, value] of pseudoValues('coco-bleu1', statistics).entries())
          expect(value).toBeCloseTo(own[i]!, 7);
      }),
    );
  });

  it('are the same for items that are the same, and follow their items when these change places', () => {
    fc.assert(
      fc.property(pairs(2), (items) => {
        const statistics = [...items, items[0]!].map(bleuOf);
        const values = pseudoValues('bleu', statistics);
        expect(values.at(-1)).toBeCloseTo(values[0]!, 12);
        const reversed = pseudoValues('bleu', [...statistics].reverse()).reverse();
        for (const [i, value] of reversed.entries()) expect(value).toBeCloseTo(values[i]!, 12);
      }),
    );
  });

  it.each<CorpusStatistic>(['bleu', 'coco-bleu2', 'coco-bleu4'])(
    'tell the error of %s as resampling the items does',
    (statistic) => {
      const random = randomSource(19);
      const pick = () => words[Math.floor(random.uniform() * words.length)]!;
      const items = Array.from({ length: 150 }, () => {
        const reference = Array.from({ length: 6 + Math.floor(random.uniform() * 8) }, pick);
        const keeps = 0.55 + 0.4 * random.uniform();
        const prediction = reference.map((word) => (random.uniform() < keeps ? word : pick()));
        return [prediction.join(' '), reference.join(' ')] as [string, string];
      });
      const statistics = items.map(statistic === 'bleu' ? bleuOf : cocoOf);
      const values = pseudoValues(statistic, statistics);
      const centre = mean(values);
      const jackknife = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / (values.length - 1));

      const resampled = Array.from({ length: 1500 }, () =>
        corpusScore(
          statistic,
          statistics.map(() => statistics[Math.floor(random.uniform() * statistics.length)]!),
        ),
      );
      const middle = mean(resampled);
      const bootstrap = Math.sqrt(mean(resampled.map((value) => (value - middle) ** 2)));
      expect(jackknife / bootstrap).toBeGreaterThan(0.9);
      expect(jackknife / bootstrap).toBeLessThan(1.1);
    },
  );
});
