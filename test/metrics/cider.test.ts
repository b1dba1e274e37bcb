import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaptionedItem, cider, documentFrequency } from '../../src/metrics/cider.ts';

interface Corpus {
  items: [references: string[], prediction: string][];
  value: number;
  perItem: number[];
}
const file = new URL('./golden/captions/cider.golden.json.gz', import.meta.url);
const golden: Corpus[] = JSON.parse(gunzipSync(readFileSync(file)).toString());
const read = ({ items }: Corpus): CaptionedItem[] =>
  items.map(([references, prediction]) => ({ references, prediction }));

describe('cider', () => {
  it('gives the scores of pycocoevalcap to 1e-9', () => {
    expect(golden.flatMap(({ items }) => items).length).toBeGreaterThan(1_000);
    const wrong = golden.flatMap((corpus, c) => {
      const { value, perItem } = cider(read(corpus));
      return [value, ...perItem].flatMap((got, i) => {
        const expected = [corpus.value, ...corpus.perItem][i]!;
        return Math.abs(got - expected) <= 1e-9 ? [] : [{ corpus: c, item: i - 1, expected, got }];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('has scores enough in its golden file that are neither 0 nor 10', () => {
    const between = golden.flatMap(({ perItem }) => perItem.filter((score) => score > 0.01 && score < 9.99));
    expect(between.length).toBeGreaterThan(500);
  });

  it('scores 0 in a corpus of one image, and 10 for its reference among others', () => {
    const item = { references: ['a dog on the beach'], prediction: 'a dog on the beach' };
    expect(cider([item]).value).toBe(0);
    const other = { references: ['two cats'], prediction: '' };
    expect(cider([item, other]).perItem).toEqual([expect.closeTo(10, 12), 0]);
  });

  it('weighs by the frequencies that it is given, so that a part scores as in the whole', () => {
    const items = read(golden[0]!);
    const frequency = documentFrequency(items.map(({ references }) => references));
    const whole = cider(items, frequency).perItem;
    expect(cider(items.slice(7, 9), frequency).perItem).toEqual(whole.slice(7, 9));
    expect(cider(items.slice(7, 9)).perItem).not.toEqual(whole.slice(7, 9));
  });

  const caption = fc.array(fc.constantFrom('a', 'b', 'c', 'dog')).map((words) => words.join(' '));

  it('is from 0 to 10, whatever the captions', () => {
    const item = fc.record({ references: fc.array(caption, { minLength: 1 }), prediction: caption });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), (items) => {
        for (const score of cider(items).perItem) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(10 + 1e-9);
        }
      }),
    );
  });

  it('does not depend on the order of the references', () => {
    fc.assert(
      fc.property(fc.array(caption, { minLength: 1 }), caption, (references, prediction) => {
        const other = { references: ['x y z'], prediction: 'x' };
        const [forth] = cider([{ references, prediction }, other]).perItem;
        const [back] = cider([{ references: references.toReversed(), prediction }, other]).perItem;
        expect(forth).toBeCloseTo(back!, 9);
      }),
    );
  });

  it('refuses what has no score: no image, no reference', () => {
    expect(() => cider([])).toThrow(/at least one image/);
    expect(() => cider([{ references: [], prediction: 'a' }])).toThrow(/image 0 has no reference/);
  });
});
