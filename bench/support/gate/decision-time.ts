import { judge, type Policy } from '../../../src/verdict/judge.ts';
import { simulatedMeasurement } from '../../../test/simulators/measurement.ts';
import { randomSource } from '../../../test/simulators/random.ts';
import { median } from '../median.ts';
import { baselineJ, drawRun, noiseModels } from './noise.ts';

const policy: Policy = {
  rules: { cegiPercent: 5, emissionsPercent: 5, scorePoints: -1, budgetGPer1000Items: 1 },
  accept: ['measured'],
  rounds: { min: 5, max: 30 },
  intensityGPerKWh: 360,
  pue: 1,
  gain: 'relative',
  lifetimeItems: null,
  bootstrap: { resamples: 10_000, seed: 1 },
};

/**
 * Milliseconds to judge 30 rounds a side and 1,000 items by all rules: the first time, before anything is compiled, as
 * a check does it, and the median of later ones.
 *
 * @param corpus whether the metric is one of the whole corpus (BLEU), whose error is a jackknife's
 */
export function decisionMs(corpus: boolean): { first: number; later: number } {
  const random = randomSource(3);
  const side = (chance: number) => {
    const scores = Array.from({ length: 1000 }, () => Number(random.uniform() < chance));
    const measurement = simulatedMeasurement({
      roundsJ: drawRun(noiseModels[1]!, baselineJ, 30, random),
      scores,
    });
    if (corpus) {
      const perItem = scores.map((score) => bleuStatistics(score, random.uniform()));
      measurement.scores[0]!.corpus = { statistic: 'bleu', perItem };
    }
    return measurement;
  };
  const evidence = {
    mode: 'stored' as const,
    why: null,
    head: side(0.8),
    baseline: side(0.78),
    history: [],
    calibration: null,
    reference: side(0.5),
    noBaseline: null,
  };
  const times = Array.from({ length: 21 }, () => {
    const startMs = performance.now();
    judge(evidence, policy);
    return performance.now() - startMs;
  });
  return { first: times[0]!, later: median(times.slice(1)) };
}

/** Lengths of answer and reference, then matches and n-grams of one to four words, as sacrebleu counts them. */
function bleuStatistics(score: number, luck: number): number[] {
  const words = 12;
  const orders = [0, 1, 2, 3];
  const share = 0.3 + 0.4 * score + 0.3 * luck;
  return [
    words,
    words,
    ...orders.map((order) => Math.floor((words - order) * share ** (order + 1))),
    ...orders.map((order) => words - order),
  ];
}
