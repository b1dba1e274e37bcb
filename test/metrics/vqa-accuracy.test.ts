import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type VqaAnswer, vqaAccuracy } from '../../src/metrics/vqa-accuracy.ts';
import { normalizeVqaAnswer } from '../../src/metrics/vqa-answer.ts';

const file = new URL('./golden/vqa/vqa.golden.json.gz', import.meta.url);
const golden: {
  questions: [answers: VqaAnswer[], prediction: string, accuracy: number][];
  normalised: [answer: string, normalised: string][];
} = JSON.parse(gunzipSync(readFileSync(file)).toString());

describe('vqaAccuracy', () => {
  it('gives the accuracies of vqaEval.py to 1e-9', () => {
    expect(golden.questions.length).toBeGreaterThan(1_000);
    const wrong = golden.questions.flatMap(([answers, prediction, expected]) => {
      const got = vqaAccuracy(answers, prediction);
      return Math.abs(got - expected) <= 1e-9 ? [] : [{ answers, prediction, expected, got }];
    });
    expect(wrong).toEqual([]);
  });

  it('has accuracies of many sizes in its golden file', () => {
    expect(new Set(golden.questions.map(([, , accuracy]) => accuracy)).size).toBeGreaterThan(10);
  });

  it('is the mean over the people left out, not min(matches / 3, 1)', () => {
    const answers = ['cat', 'cat', 'cat', ...Array<string>(7).fill('dog')];
    expect(vqaAccuracy(answers, 'cat')).toBeCloseTo((3 * (2 / 3) + 7) / 10, 12);
  });

  it('compares to the letter where all people agree, and normalised where they do not', () => {
    const agree = Array<string>(10).fill('Yes');
    expect(vqaAccuracy(agree, 'yes')).toBe(0);
    expect(vqaAccuracy(agree, 'Yes')).toBe(1);
    expect(vqaAccuracy([...agree.slice(1), 'no'], 'the yes!')).toBe(1);
  });

  it('leaves out equal records together, and bare texts one by one', () => {
    const records = Array.from({ length: 9 }, () => ({ answer: 'yes' }));
    expect(vqaAccuracy([...records, { answer: 'no' }], 'yes')).toBeCloseTo(0.1, 12);
    expect(vqaAccuracy([...records.map(({ answer }) => answer), 'no'], 'yes')).toBe(1);
  });

  it('is a fraction, whatever the answers', () => {
    const text = fc.oneof(fc.constantFrom('yes', 'no', 'Yes.'), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), text, (answers, prediction) => {
        const accuracy = vqaAccuracy(answers, prediction);
        expect(accuracy).toBeGreaterThanOrEqual(0);
        expect(accuracy).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes an answer of a megabyte', () => {
    expect(vqaAccuracy(['yes', 'no', 'no', 'no', 'no'], `no${' a.,;the'.repeat(125_000)}`)).toBe(0);
  });

  it('refuses a question without answers', () => {
    expect(() => vqaAccuracy([], 'yes')).toThrow(/at least one answer/);
  });
});

describe('normalizeVqaAnswer', () => {
  it('normalises as vqaEval.py does', () => {
    expect(golden.normalised.length).toBeGreaterThan(1_000);
    const wrong = golden.normalised.flatMap(([answer, expected]) => {
      const got = normalizeVqaAnswer(answer);
      return got === expected ? [] : [{ answer, expected, got }];
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['None', '0'],
    ['The dont', "don't"],
    ["somebody'd", 'somebodyd'],
    ['1,000 cats', '1000 cats'],
    ['red/white', 'red white'],
    ['red/ white', 'red white'],
    ['5.', '5'],
    ['.5', '.5'],
    [`${'.'.repeat(33)}`, '.'],
  ])('makes of %j %j', (answer, normalised) => {
    expect(normalizeVqaAnswer(answer)).toBe(normalised);
  });
});
