import type { Estimate } from '../../../src/measurement/result.ts';
import { judge, type Policy } from '../../../src/verdict/judge.ts';
import { simulatedMeasurement } from '../../../test/simulators/measurement.ts';
import { randomSource } from '../../../test/simulators/random.ts';
import { baselineJ, drawRun, noiseModels, type Random } from './noise.ts';

/** What the models truly score, each item drawn anew in every trial. */
export interface ScoreCell {
  kind: 'score';
  name: string;
  items: number;
  /** `binary`: right or wrong; `graded`: between 0 and 1, most at the ends, as ROUGE and VQA accuracy are. */
  scale: 'binary' | 'graded';
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
  const gain = (score: number) => (100 * (score - cell.reference)) / cell.reference;
  // Joules of 1,000 items at 360 g/kWh are 1e-4 g each; the median round is what the intervals are about.
  const trueG = ((1000 * baselineJ) / cell.items) * 1e-4;
  const trueCegi = trueG / (gain(cell.head) * (parameters / 1e6));
  const trueChange = 100 * (gain(cell.baseline) / gain(cell.head) - 1);
  const count = { score: 0, determined: 0, cegiMissed: 0, compared: 0, changeMissed: 0 };
  for (let trial = 0; trial < cell.trials; trial += 1) {
    const random = randomSource(seed * 100_000_007 + trial * 7919);
    const [headScores, baselineScores, referenceScores] = drawScores(cell, random);
    const side = (scores: number[]) =>
      simulatedMeasurement({
        roundsJ: drawRun(noise, baselineJ, rounds, random),
        scores,
        trainableParameters: parameters,
      });
    const judgement = judge(
      {
        head: side(headScores),
        baseline: side(baselineScores),
        reference: side(referenceScores),
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
    if (holds(scorePoints!, 100 * (cell.head - cell.baseline))) count.score += 1;
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

/**
 * Scores of the same items by head, baseline and reference. What is hard for one is hard for all: two thirds of the
 * draws are the item's own.
 */
function drawScores(cell: ScoreCell, random: Random): [number[], number[], number[]] {
  const lists: [number[], number[], number[]] = [[], [], []];
  const means = [cell.head, cell.baseline, cell.reference];
  for (let item = 0; item < cell.items; item += 1) {
    const shared = random.uniform();
    means.forEach((score, model) => {
      const draw = random.uniform() < 2 / 3 ? shared : random.uniform();
      lists[model]!.push(
        cell.scale === 'binary' ? Number(draw < score) : gradedScore(draw, score, random.uniform()),
      );
    });
  }
  return lists;
}

/** Good answers score 0.8 and bad ones 0.2 on average (U^(1/4) and 1 − U^(1/4)); as many are good as `score` takes. */
function gradedScore(draw: number, score: number, luck: number): number {
  return draw < (score - 0.2) / 0.6 ? luck ** 0.25 : 1 - luck ** 0.25;
}
