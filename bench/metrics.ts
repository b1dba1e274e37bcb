import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { bleuStatistics } from '../src/metrics/bleu.ts';
import { cider } from '../src/metrics/cider.ts';
import { cocoBleuStatistics } from '../src/metrics/coco-bleu.ts';
import { cocoRougeL } from '../src/metrics/coco-rouge.ts';
import { corpusScore } from '../src/metrics/corpus-score.ts';
import { exactMatch } from '../src/metrics/exact-match.ts';
import { rouge } from '../src/metrics/rouge.ts';
import { squadExactMatch, squadF1 } from '../src/metrics/squad.ts';
import { vqaAccuracy } from '../src/metrics/vqa-accuracy.ts';
import { randomSource } from '../test/simulators/random.ts';
import { median } from './support/median.ts';
import { peerPython } from './support/peer-environment.ts';
import type { Row } from './support/row.ts';

export const about = 'time to score 10,000 items by each text metric, beside its reference (Python 3.11)';

const few = 1_000;
const many = 10_000;
const repetitions = 5;
const goalS = 5;
/** Times as long for ten times the items. */
const goalGrowth = 15;
/** Characters of the longest prediction. */
const longestChars = 1_000_000;
/** How far a score may lie from its reference's. */
const tolerance = 1e-9;
const seed = 20_260_112;

interface Item {
  references: string[];
  prediction: string;
}

interface Items {
  /** Short, with five references each. */
  captions: Item[];
  /** Of some sentences, with one reference each. */
  texts: Item[];
}

const mean = (items: readonly Item[], score: (item: Item) => number) =>
  items.reduce((sum, item) => sum + score(item), 0) / items.length;

const metrics: Record<string, (items: Items) => number> = {
  BLEU: ({ texts }) =>
    corpusScore(
      'bleu',
      texts.map(({ prediction, references }) => bleuStatistics(prediction, references)),
    ),
  'COCO BLEU': ({ captions }) => corpusScore('coco-bleu4', captions.map(cocoBleuStatistics)),
  'COCO ROUGE-L': ({ captions }) => mean(captions, cocoRougeL),
  CIDEr: ({ captions }) => cider(captions).value,
  'ROUGE-1, 2, L and Lsum': ({ texts }) =>
    mean(texts, ({ references, prediction }) => rouge(references[0]!, prediction).rougeLsum),
  'SQuAD F1': ({ texts }) => mean(texts, ({ references, prediction }) => squadF1(prediction, references)),
  'SQuAD exact match': ({ texts }) =>
    mean(texts, ({ references, prediction }) => squadExactMatch(prediction, references)),
  'VQA accuracy': ({ captions }) =>
    mean(captions, ({ references, prediction }) => vqaAccuracy([...references, ...references], prediction)),
  'exact match': ({ texts }) =>
    mean(texts, ({ references, prediction }) => exactMatch(references[0]!, prediction)),
};

export async function run(): Promise<Row[]> {
  const support = path.join(import.meta.dirname, 'support', 'text-metrics');
  const output = path.join(import.meta.dirname, '..', 'out', 'bench');
  const python = await peerPython(path.join(support, 'requirements.txt'), output);
  const items = makeItems(many);
  const peers = referenceResults(python, path.join(support, 'references.py'), items);
  return Object.entries(metrics).flatMap(([name, score]) => {
    console.error(name);
    return rowsOf(name, score, items, peers[name]);
  });
}

interface ReferenceResult {
  seconds: number;
  score: number;
}

function referenceResults(python: string, script: string, items: Items): Record<string, ReferenceResult> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cegi-bench-metrics-'));
  try {
    const file = path.join(directory, 'items.json');
    writeFileSync(file, JSON.stringify(items));
    return JSON.parse(execFileSync(python, [script, file], { encoding: 'utf8' }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function rowsOf(
  name: string,
  score: (items: Items) => number,
  items: Items,
  peer: ReferenceResult | undefined,
): Row[] {
  const value = score(items);
  if (peer && !(Math.abs(value - peer.score) <= tolerance))
    throw new Error(`${name} is ${value}, but ${peer.score} by its reference`);
  const part = { captions: items.captions.slice(0, few), texts: items.texts.slice(0, few) };
  const manyS = secondsOf(() => score(items));
  const growth = manyS / secondsOf(() => score(part));
  const longestS = secondsOf(() => score(withLongest(part)), 1) - secondsOf(() => score(part), 1);
  const alone = { peer: null, peerValue: null, ratio: null };
  return [
    {
      name: `${name}, ${many} items`,
      value: manyS,
      unit: 's',
      peer: peer ? 'its reference' : null,
      peerValue: peer?.seconds ?? null,
      ratio: peer ? manyS / peer.seconds : null,
      goal: `<= ${goalS} s`,
      ok: manyS <= goalS && manyS <= (peer?.seconds ?? goalS),
    },
    {
      name: `${name}, time of ${many} items by that of ${few}`,
      value: growth,
      unit: 'times',
      ...alone,
      goal: `<= ${goalGrowth} times`,
      ok: growth <= goalGrowth,
    },
    {
      name: `${name}, a prediction of ${longestChars} characters more`,
      value: longestS,
      unit: 's',
      ...alone,
      goal: `<= ${goalS} s`,
      ok: longestS <= goalS,
    },
  ];
}

function secondsOf(work: () => unknown, times = repetitions): number {
  return median(
    Array.from({ length: times }, () => {
      const start = performance.now();
      work();
      return (performance.now() - start) / 1000;
    }),
  );
}

/** The same items, but that the first prediction is as long as predictions get. */
function withLongest({ captions, texts }: Items): Items {
  const lengthen = ([first, ...others]: Item[]) => {
    const sentence = `${first!.references[0]} `;
    const prediction = sentence.repeat(Math.ceil(longestChars / sentence.length)).slice(0, longestChars);
    return [{ ...first!, prediction }, ...others];
  };
  return { captions: lengthen(captions), texts: lengthen(texts) };
}

function makeItems(count: number): Items {
  const { uniform } = randomSource(seed);
  const below = (limit: number) => Math.floor(uniform() * limit);
  const vocabulary = Array.from({ length: 5_000 }, (_, i) => `${i.toString(36)}ings`);
  // Frequent words first, as in any language.
  const word = () => vocabulary[Math.floor(vocabulary.length ** uniform()) - 1]!;
  const sentence = (shortest: number, longest: number) =>
    Array.from({ length: shortest + below(longest - shortest + 1) }, word);
  const edited = (words: readonly string[]) => words.map((each) => (uniform() < 0.3 ? word() : each));
  return {
    captions: Array.from({ length: count }, () => {
      const references = Array.from({ length: 5 }, () => sentence(8, 16));
      return {
        references: references.map((all) => all.join(' ')),
        prediction: edited(references[0]!).join(' '),
      };
    }),
    texts: Array.from({ length: count }, () => {
      const reference = sentence(20, 60);
      const prediction = uniform() < 0.2 ? reference : edited(reference);
      return { references: [`${reference.join(' ')}.`], prediction: `${prediction.join(' ')}.` };
    }),
  };
}
