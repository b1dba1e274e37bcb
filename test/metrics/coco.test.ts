import { describe, expect, it } from 'vitest';
import { cocoBleu, cocoBleuStatistics } from '../../src/metrics/coco-bleu.ts';
import { cocoRougeL } from '../../src/metrics/coco-rouge.ts';
import { different, goldenFile } from './golden/golden-file.ts';

interface Corpus {
  items: [references: string[], prediction: string][];
  bleu: number[];
  itemBleu: number[][];
  rouge: number;
  itemRouge: number[];
}
const golden = goldenFile<Corpus[]>('texts/coco.golden.json.gz');
const itemsOf = ({ items }: Corpus) => items.map(([references, prediction]) => ({ references, prediction }));

describe("COCO's scores of tokenized captions", () => {
  it('come from more than a thousand items', () => {
    expect(golden.flatMap(({ items }) => items).length).toBeGreaterThan(1_000);
  });

  it("are pycocoevalcap's to 1e-9: BLEU-1 to 4 of corpora and items", () => {
    const wrong = golden.flatMap((corpus) => {
      const statistics = itemsOf(corpus).map(cocoBleuStatistics);
      const sum = statistics.reduce((total, one) => total.map((value, i) => value + one[i]!));
      return [
        ...different(cocoBleu(sum), corpus.bleu),
        ...statistics.flatMap((one, i) => different(cocoBleu(one), corpus.itemBleu[i]!)),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it("are pycocoevalcap's to 1e-9: ROUGE-L", () => {
    const wrong = golden.flatMap((corpus) => {
      const scores = itemsOf(corpus).map(cocoRougeL);
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      return [...different([mean], [corpus.rouge]), ...different(scores, corpus.itemRouge)];
    });
    expect(wrong).toEqual([]);
  });
});
