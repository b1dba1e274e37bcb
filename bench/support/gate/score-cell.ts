import type { Measurement } from '../../../src/measurement/measurement.ts';
import type { Estimate } from '../../../src/measurement/result.ts';
import { corpusScore } from '../../../src/metrics/corpus-score.ts';
import { judge, type Policy } from '../../../src/verdict/judge.ts';
import { simulatedMeasurement } from '../../../test/simulators/measurement.ts';
import { randomSource } from '../../../test/simulators/random.ts';
import { baselineJ, drawRun, noiseModels, type Random } from './noise.ts';

/** What the models truly score, each item drawn anew in every trial. */
export interface ScoreCell {
  kind: 'score';
  name: string;
  items: number;
  /**
   * `binary`: right or wrong; `graded`: between 0 and 1, most at the ends, as ROUGE and VQA accuracy are; `corpus`: BLEU,
   * and what a model scores is then the share of words that it has right.
   */
  scale: 'binary' | 'graded' | 'corpus';
  /** Items that share a picture or a database: half of them are as hard as that is. */
  perCluster?: number;
  /**
   * Share of the items on which the head loses all that the baseline scores; it then hardly moves elsewhere, as a model
   * that was quantised too far.
   */
  broken?: number;
  head: number;
  baseline: number;
  reference: number;
  trials: number;
}

export interface ScoreRates {
  /** Of the intervals of the score's change. */
  scoreCovered: number;
  /** Share of the trials in which the head has a CEGI. */
  determined: number;
  /** Share of the trials in which the head's CEGI is printed with an interval that misses it. */
  cegiMissed: number;
  /** Share of the trials in which CEGI is compared. */
  compared: number;
  /** Share of the trials in which CEGI's change is printed with an interval that misses it. */
  changeMissed: number;
}

const policy: Policy = {
  rules: { cegiPercent: 5, emissionsPercent: 5, scorePoints: -1, budgetGPer1000Items: null },
  accept: ['measured'],
  rounds: { min: 10, max: 10 },
  intensityGPerKWh: 360,
  pue: 1,
  gain: 'relative',
  lifetimeItems: null,
  // A check draws five times as many: that steadies the ends, and moves them nowhere.
  bootstrap: { resamples: 2000, seed: 1 },
};
const parameters = 2_000_000;
const rounds = 10;

/** Judges once in every trial, with rounds of 1 % noise and no true change of the energy. */
export function scoreCell(cell: ScoreCell, seed: number): ScoreRates {
  const noise = noiseModels[0]!;
  const [head, baseline, reference] = trueScores(cell);
  const gain = (score: number) => (100 * (score - reference)) / reference;
  // Joules of 1,000 items at 360 g/kWh are 1e-4 g each; the median round is what the intervals are about.
  const trueG = ((1000 * baselineJ) / cell.items) * 1e-4;
  const trueCegi = trueG / (gain(head) * (parameters / 1e6));
  const trueChange = 100 * (gain(baseline) / gain(head) - 1);
  const count = { score: 0, determined: 0, cegiMissed: 0, compared: 0, changeMissed: 0 };
  for (let trial = 0; trial < cell.trials; trial += 1) {
    const random = randomSource(seed * 100_000_007 + trial * 7919);
    const answers = drawAnswers(cell, random);
    const side = (model: number) =>
      withAnswers(
        cell,
        answers[model]!,
        simulatedMeasurement({
          roundsJ: drawRun(noise, baselineJ, rounds, random),
          scores: answers[model]!.map(({ score }) => score),
          trainableParameters: parameters,
        }),
      );
    const judgement = judge(
      {
        head: side(0),
        baseline: side(1),
        reference: side(2),
        noBaseline: null,
        // No part of the interval is then for what whole runs differ by.
        mode: 'side-by-side',
        why: null,
        history: [],
        calibration: null,
      },
      policy,
    );
    const { scorePoints, cegiPercent } = judgement.change;
    const cegi = judgement.head!.cegi;
    if (holds(scorePoints!, 100 * (head - baseline))) count.score += 1;
    if (!('undetermined' in cegi)) {
      count.determined += 1;
      if (!holds(cegi, trueCegi)) count.cegiMissed += 1;
    }
    if (cegiPercent) {
      count.compared += 1;
      if (!holds(cegiPercent, trueChange)) count.changeMissed += 1;
    }
  }
  return {
    scoreCovered: count.score / cell.trials,
    determined: count.determined / cell.trials,
    cegiMissed: count.cegiMissed / cell.trials,
    compared: count.compared / cell.trials,
    changeMissed: count.changeMissed / cell.trials,
  };
}

const holds = ({ low, high }: Estimate, truth: number) => low <= truth && truth <= high;

/** What an item scores by itself; of BLEU also what the score of the whole is made of. */
interface Answer {
  score: number;
  statistics: number[];
}

/** Of head, baseline and reference. BLEU's are those of a corpus so large that its own error does not matter. */
function trueScores(cell: ScoreCell): [number, number, number] {
  const { head, baseline, reference } = cell;
  if (cell.scale !== 'corpus') return [head, baseline, reference];
  const many = drawAnswers({ ...cell, items: 300_000 }, randomSource(1));
  const bleu = (answers: readonly Answer[]) =>
    corpusScore(
      'bleu',
      answers.map(({ statistics }) => statistics),
    );
  return [bleu(many[0]), bleu(many[1]), bleu(many[2])];
}

/**
 * Answers to the same items by head, baseline and reference. What is hard for one is hard for all: two thirds of the
 * draws are the item's own.
 */
function drawAnswers(cell: ScoreCell, random: Random): [Answer[], Answer[], Answer[]] {
  const lists: [Answer[], Answer[], Answer[]] = [[], [], []];
  const means = [cell.head, cell.baseline, cell.reference];
  let ofCluster = 0;
  for (let item = 0; item < cell.items; item += 1) {
    if (cell.perCluster && item % cell.perCluster === 0) ofCluster = random.uniform();
    const shared = cell.perCluster && random.uniform() < 0.5 ? ofCluster : random.uniform();
    const words = cell.scale === 'corpus' ? 6 + Math.floor(15 * random.uniform()) : 0;
    means.forEach((score, model) => {
      const draw = random.uniform() < 2 / 3 ? shared : random.uniform();
      lists[model]!.push(drawAnswer(cell, { score, draw, words }, random));
    });
    const { broken } = cell;
    if (broken !== undefined) {
      const score = lists[1].at(-1)!.score + 0.01 * (random.uniform() - 0.5);
      lists[0][item] = { score: random.uniform() < broken ? 0 : score, statistics: [] };
    }
  }
  return lists;
}

function drawAnswer(
  { scale }: ScoreCell,
  { score, draw, words }: { score: number; draw: number; words: number },
  random: Random,
): Answer {
  if (scale === 'binary') return { score: Number(draw < score), statistics: [] };
  if (scale === 'graded') return { score: gradedScore(draw, score, random.uniform()), statistics: [] };
  // Of an easy item three words more in ten are right than of a hard one.
  const chance = score + 0.3 * (0.5 - draw);
  const right = Array.from({ length: words }, () => random.uniform() < chance);
  const orders = [1, 2, 3, 4];
  const ngrams = (order: number) => words - order + 1;
  const matches = (order: number) =>
    Array.from({ length: ngrams(order) }, (_, at) => right.slice(at, at + order)).filter((ngram) =>
      ngram.every((word) => word),
    ).length;
  return {
    score: matches(1) / words,
    statistics: [words, words, ...orders.map(matches), ...orders.map(ngrams)],
  };
}

/** The measurement with what answers are more than scores of items. */
function withAnswers(
  { scale, perCluster }: ScoreCell,
  answers: readonly Answer[],
  measurement: Measurement,
): Measurement {
  const perItem = answers.map(({ statistics }) => statistics);
  return {
    ...measurement,
    clusters: perCluster ? answers.map((_, item) => `cluster ${Math.floor(item / perCluster)}`) : null,
    scores: measurement.scores.map((score) =>
      scale === 'corpus'
        ? { ...score, value: corpusScore('bleu', perItem), corpus: { statistic: 'bleu', perItem } }
        : score,
    ),
  };
}

/** Good answers score 0.8 and bad ones 0.2 on average (U^(1/4) and 1 − U^(1/4)); as many are good as `score` takes. */
function gradedScore(draw: number, score: number, luck: number): number {
  return draw < (score - 0.2) / 0.6 ? luck ** 0.25 : 1 - luck ** 0.25;
}
