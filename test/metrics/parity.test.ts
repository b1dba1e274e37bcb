import { readFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { expect, it } from 'vitest';
import { bleuStatistics, corpusBleu, sentenceBleu } from '../../src/metrics/bleu.ts';
import { cider } from '../../src/metrics/cider.ts';
import { cocoBleu, cocoBleuStatistics } from '../../src/metrics/coco-bleu.ts';
import { cocoRougeL } from '../../src/metrics/coco-rouge.ts';
import { executionAccuracy } from '../../src/metrics/execution-accuracy.ts';
import { addableMeteorCounts, meteorScore } from '../../src/metrics/meteor-score.ts';
import { ptbTokenize } from '../../src/metrics/ptb-tokenizer.ts';
import { rVes } from '../../src/metrics/r-ves.ts';
import { rouge, rougeMetrics } from '../../src/metrics/rouge.ts';
import { squadExactMatch, squadF1 } from '../../src/metrics/squad.ts';
import { testSuiteAccuracy } from '../../src/metrics/test-suite-accuracy.ts';
import { ves } from '../../src/metrics/ves.ts';
import { vqaAccuracy } from '../../src/metrics/vqa-accuracy.ts';
import { goldenFile } from './golden/golden-file.ts';
import { goldenCases, rowsOf } from './golden/sql/cases.ts';

type TextItem = [references: string[], prediction: string];

/** What a metric gives beside what its reference gave. */
interface Parity {
  metric: string;
  reference: string;
  /** Pairs of figures, of cases. */
  pairs: [got: number, expected: number][];
  cases: number;
}

const summed = (all: readonly (readonly number[])[]) =>
  all.reduce((sum, one) => sum.map((value, i) => value + one[i]!));
const captioned = (items: readonly TextItem[]) =>
  items.map(([references, prediction]) => ({ references, prediction }));
const zip = (got: readonly number[], expected: readonly number[]) =>
  expected.map((value, i): [number, number] => [got[i]!, value]);

const sacrebleu = goldenFile<{ items: TextItem[]; corpus: number; sentences: number[] }[]>(
  'texts/sacrebleu.golden.json.gz',
);
const coco =
  goldenFile<
    { items: TextItem[]; bleu: number[]; itemBleu: number[][]; itemRouge: number[]; rouge: number }[]
  >('texts/coco.golden.json.gz');
const squad = goldenFile<[string[], string, number, number][]>('texts/squad.golden.json.gz');
const rouges = goldenFile<[string, string, ...number[]][]>('rouge.golden.json');
const ciders = goldenFile<{ items: TextItem[]; value: number; perItem: number[] }[]>(
  'captions/cider.golden.json.gz',
);
const ptb = goldenFile<[string, string][]>('captions/ptb.golden.json.gz');
const meteor = goldenFile<{ counted: string[]; perItem: number[] }>('captions/meteor.golden.json.gz');
const vqa = goldenFile<{ questions: [Parameters<typeof vqaAccuracy>[0], string, number][] }>(
  'vqa/vqa.golden.json.gz',
);
const results = goldenCases<[never[][], never[][], number, number, number]>('results');
const times = goldenCases<[[number, number][], number, number]>('times');
const count = (corpora: readonly { items: readonly unknown[] }[]) =>
  corpora.flatMap(({ items }) => items).length;

const parities: Parity[] = [
  {
    metric: 'BLEU (`bleu`)',
    reference: 'sacrebleu 2.6.0',
    cases: count(sacrebleu),
    pairs: sacrebleu.flatMap(({ items, corpus, sentences }) => {
      const statistics = items.map(([references, text]) => bleuStatistics(text, references));
      return zip([corpusBleu(summed(statistics)), ...statistics.map(sentenceBleu)], [corpus, ...sentences]);
    }),
  },
  {
    metric: 'ROUGE-1, 2, L, Lsum',
    reference: 'rouge_score 0.1.2, NLTK 3.9.1',
    cases: rouges.length,
    pairs: rouges.flatMap(([reference, summary, ...expected]) => {
      const scores = rouge(reference, summary);
      return zip(
        rougeMetrics.map((kind) => scores[kind]),
        expected,
      );
    }),
  },
  {
    metric: "COCO's BLEU-1 to 4",
    reference: 'pycocoevalcap 1.2',
    cases: count(coco),
    pairs: coco.flatMap(({ items, bleu, itemBleu }) => {
      const statistics = captioned(items).map(cocoBleuStatistics);
      return [
        ...zip(cocoBleu(summed(statistics)), bleu),
        ...statistics.flatMap((one, i) => zip(cocoBleu(one), itemBleu[i]!)),
      ];
    }),
  },
  {
    metric: "COCO's ROUGE-L",
    reference: 'pycocoevalcap 1.2',
    cases: count(coco),
    pairs: coco.flatMap(({ items, itemRouge }) => zip(captioned(items).map(cocoRougeL), itemRouge)),
  },
  {
    metric: 'CIDEr',
    reference: 'pycocoevalcap 1.2',
    cases: count(ciders),
    pairs: ciders.flatMap(({ items, value, perItem }) => {
      const own = cider(captioned(items));
      return zip([own.value, ...own.perItem], [value, ...perItem]);
    }),
  },
  {
    metric: 'tokens of captions',
    reference: "CoreNLP 3.4.1's PTBTokenizer, through pycocoevalcap 1.2",
    cases: ptb.length,
    pairs: ptb.map(([caption, expected]) => [ptbTokenize(caption) === expected ? 1 : 0, 1]),
  },
  {
    metric: 'METEOR, from its counts',
    reference: 'meteor-1.5.jar',
    cases: meteor.counted.length,
    pairs: zip(
      meteor.counted.map((line) => meteorScore(addableMeteorCounts(line.split(' ').map(Number)))),
      meteor.perItem,
    ),
  },
  {
    metric: 'VQA accuracy',
    reference: "VQAv2's vqaEval.py, a013f00",
    cases: vqa.questions.length,
    pairs: vqa.questions.map(([answers, prediction, expected]) => [
      vqaAccuracy(answers, prediction),
      expected,
    ]),
  },
  {
    metric: 'exact match, token F1',
    reference: "SQuAD 2.0's evaluation, as in transformers 4.57.6",
    cases: squad.length,
    pairs: squad.flatMap(([references, answer, exact, f1]) =>
      zip([squadExactMatch(answer, references), squadF1(answer, references)], [exact, f1]),
    ),
  },
  {
    metric: 'execution accuracy',
    reference: "BIRD's mini_dev, 4d970a9",
    cases: results.length,
    pairs: results.map(([gold, predicted, expected]) => [
      executionAccuracy(rowsOf(gold), rowsOf(predicted)),
      expected,
    ]),
  },
  {
    metric: 'test-suite accuracy',
    reference: "Spider's test-suite-sql-eval, e97acc5",
    cases: 2 * results.length,
    pairs: results.flatMap(([gold, predicted, , unordered, ordered]) => {
      const [wanted, found] = [rowsOf(gold), rowsOf(predicted)];
      return zip(
        [testSuiteAccuracy(wanted, found, false), testSuiteAccuracy(wanted, found, true)],
        [unordered, ordered],
      );
    }),
  },
  {
    metric: 'VES, R-VES, from recorded times',
    reference: "BIRD's 03898f5 and mini_dev 4d970a9",
    cases: times.length,
    pairs: times.flatMap(([all, expectedVes, expectedRVes]) => {
      const read = all.map(([goldS, predictedS]) => ({ goldS, predictedS }));
      return zip([ves(read), rVes(read)], [expectedVes / 100, expectedRVes / 100]);
    }),
  },
];

/** In words that the last bits of another platform's arithmetic do not change. */
function largest(pairs: Parity['pairs']): string {
  const difference = Math.max(
    ...pairs.map(([got, expected]) => Math.abs(got - expected) / Math.max(1, Math.abs(expected))),
  );
  return difference === 0 ? '0' : difference < 1e-12 ? '< 1e-12' : difference.toExponential(0);
}

it('the page of metrics says how each compares with its reference', async () => {
  for (const { metric, cases, pairs } of parities) {
    expect(cases, metric).toBeGreaterThanOrEqual(1_000);
    expect(new Set(pairs.map(([, expected]) => expected)).size, metric).toBeGreaterThanOrEqual(
      metric === 'tokens of captions' ? 1 : 2,
    );
  }
  const rows = parities.map(({ metric, reference, cases, pairs }) => [
    metric,
    reference,
    cases.toLocaleString('en'),
    largest(pairs),
  ]);
  const text = `# Metrics and their references

Each metric gives what its reference gives. The table is made by a test from files that the references wrote (\`test/metrics/golden/\`, with the scripts that make them anew): random cases and adversarial ones, empty, of one word, Unicode, ties, duplicates, very long.

${markdownTable([['metric', 'reference', 'cases', 'largest difference'], ...rows], { align: ['l', 'l', 'r', 'r'], padding: false, alignDelimiters: false })}

METEOR and SPICE exist only as Java programs, and are run from your own jars: \`CEGI_METEOR_JAR\` and \`CEGI_SPICE_JAR\` name them, and without one the error says what to get. METEOR's score is made of its program's counts, so that it can be summed over a corpus.

[datasets.md](datasets.md) says which task has which metric, [text-to-sql.md](text-to-sql.md) how queries are run. \`npm run bench -- metrics\` times them beside their references.
`;
  await expect(text).toMatchFileSnapshot('../../docs/metrics.md');
  expect(readFileSync('README.md', 'utf8')).toContain('docs/metrics.md');
});
