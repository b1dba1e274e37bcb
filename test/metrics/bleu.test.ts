import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bleuStatistics, corpusBleu, sentenceBleu } from '../../src/metrics/bleu.ts';
import { tokenize13a } from '../../src/metrics/tokenizer-13a.ts';
import { different, goldenFile } from './golden/golden-file.ts';

interface Corpus {
  items: [references: string[], prediction: string][];
  corpus: number;
  sentences: number[];
}
const golden = goldenFile<Corpus[]>('texts/sacrebleu.golden.json.gz');
const statisticsOf = ({ items }: Pick<Corpus, 'items'>) =>
  items.map(([references, prediction]) => bleuStatistics(prediction, references));
const summed = (all: readonly (readonly number[])[]) =>
  all.reduce((sum, one) => sum.map((value, i) => value + one[i]!));

describe('BLEU', () => {
  it("gives sacrebleu's scores of corpora and sentences to 1e-9", () => {
    expect(golden.flatMap(({ items }) => items).length).toBeGreaterThan(1_000);
    const wrong = golden.flatMap((corpus) => {
      const statistics = statisticsOf(corpus);
      return [
        ...different([corpusBleu(summed(statistics))], [corpus.corpus]),
        ...different(statistics.map(sentenceBleu), corpus.sentences),
      ].map((difference) => ({ ...difference, items: corpus.items }));
    });
    expect(wrong).toEqual([]);
  });

  it('has scores enough in its golden file that are neither 0 nor 1', () => {
    const between = golden.flatMap(({ corpus, sentences }) =>
      [corpus, ...sentences].filter((score) => score > 0.001 && score < 0.999),
    );
    expect(between.length).toBeGreaterThan(800);
  });

  const text = fc
    .array(fc.constantFrom('a', 'b', 'c.', 'd', '1,0', '🙂', '\u001c'))
    .map((all) => all.join(' '));

  it('is a fraction, and 1 for a text of four words or more against itself', () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1 }), (prediction, references) => {
        const statistics = bleuStatistics(prediction, references);
        for (const score of [corpusBleu(statistics), sentenceBleu(statistics)]) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-12);
        }
        const same = bleuStatistics(prediction, [prediction, ...references]);
        if (tokenize13a(prediction).length >= 4) expect(corpusBleu(same)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('takes a megabyte in its stride', () => {
    const long = 'the cat, '.repeat(110_000);
    expect(sentenceBleu(bleuStatistics(long, [long]))).toBeCloseTo(1, 12);
  });
});

describe('the tokenizer 13a', () => {
  it.each([
    ['Hello, world.', ['Hello', ',', 'world', '.']],
    ['1,000.5 10-year x-ray', ['1,000.5', '10', '-', 'year', 'x-ray']],
    ["don't &quot;stop&quot;", ["don't", '"', 'stop', '"']],
    ['&amp;lt;', ['<']],
    ['soft-\nware <skipped>here', ['software', 'here']],
    ['\ufeffa\u001cb\u0085c', ['\ufeffa', 'b', 'c']],
  ])('cuts %j', (text, tokens) => {
    expect(tokenize13a(text)).toEqual(tokens);
  });
});
