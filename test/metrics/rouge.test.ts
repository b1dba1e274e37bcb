import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rouge, rougeMetrics } from '../../src/metrics/rouge.ts';

type Case = [reference: string, summary: string, ...scores: number[]];
const golden: Case[] = JSON.parse(
  readFileSync(new URL('./golden/rouge.golden.json', import.meta.url), 'utf8'),
);

describe('rouge', () => {
  it('gives the scores of rouge_score to 1e-9', () => {
    expect(golden.length).toBeGreaterThan(1_000);
    const wrong = golden.flatMap(([reference, summary, ...expected]) => {
      const scores = rouge(reference, summary);
      return rougeMetrics.flatMap((metric, i) =>
        Math.abs(scores[metric] - expected[i]!) <= 1e-9
          ? []
          : [{ metric, reference, summary, expected: expected[i], got: scores[metric] }],
      );
    });
    expect(wrong).toEqual([]);
  });

  const text = fc
    .array(fc.constantFrom('a', 'b', 'walking', 'walked', '\n', 'é', '7'))
    .map((words) => words.join(' '));

  it('is a fraction, whatever the texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text, (reference, summary) => {
        for (const score of Object.values(rouge(reference, summary))) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is 1 for a text against itself where the text has words enough', () => {
    fc.assert(
      fc.property(text, (same) => {
        const words = same.split(' ').filter((word) => /[a-z0-9]/.test(word)).length;
        const { rouge1, rouge2, rougeL, rougeLsum } = rouge(same, same);
        expect([rouge1, rougeL, rougeLsum]).toEqual(Array(3).fill(words > 0 ? 1 : 0));
        expect(rouge2).toBe(words > 1 ? 1 : 0);
      }),
    );
  });

  it('does not see the order of words in rouge1, nor line breaks in rougeL', () => {
    const { rouge1, rougeL } = rouge('one two three', 'three two one');
    expect(rouge1).toBe(1);
    expect(rougeL).toBeCloseTo(1 / 3, 12);
    expect(rouge('one two three', 'one\ntwo\nthree').rougeL).toBe(1);
  });

  it('scores a summary of a megabyte against a short reference', () => {
    const { rouge1, rougeLsum } = rouge('the cat sat on the mat', 'the cat '.repeat(125_000));
    expect(rouge1).toBeCloseTo((2 * 3) / 250_006, 12);
    expect(rougeLsum).toBeCloseTo((2 * 3) / 250_006, 12);
  });
});
