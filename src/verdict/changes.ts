import { logEnergyPerItem } from '../cegi/energy.ts';
import { logGainRatio } from '../cegi/gain.ts';
import { pairItems } from '../cegi/pair-items.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate } from '../measurement/result.ts';
import {
  interval,
  logRatioToPercent,
  mapEstimate,
  type Uncertain,
  uncertainDifference,
  uncertainMean,
  uncertainSum,
} from '../statistics/interval.ts';

/** Head against baseline; null where one of them lacks what it takes. */
export interface Changes {
  /** Energy per item, percent. Emissions change by the same, at one intensity for both sides. */
  energyPercent: Estimate | null;
  /** Judging metric, points. */
  scorePoints: Estimate | null;
  /** CEGI, percent; null also where either side's is undetermined. */
  cegiPercent: Estimate | null;
}

/**
 * The changes from `baseline` to `head` with intervals at `confidence`: Welch's on the logarithm of joules per item,
 * a paired t on the items' scores, and for CEGI the sum of both in logarithms, the gains taken against one and the
 * same reference.
 */
export function changes(
  head: Measurement,
  baseline: Measurement,
  reference: Measurement | null,
  cegiDetermined: boolean,
  confidence: number,
): Changes {
  const headEnergy = logEnergyPerItem(head);
  const baselineEnergy = logEnergyPerItem(baseline);
  const energy = headEnergy && baselineEnergy ? uncertainDifference(headEnergy, baselineEnergy) : null;
  const percent = (logRatio: Uncertain) => mapEstimate(interval(logRatio, confidence), logRatioToPercent);
  const cegi = energy && reference && cegiDetermined ? logCegiRatio(energy, head, baseline, reference) : null;
  return {
    energyPercent: energy ? percent(energy) : null,
    scorePoints: scoreChange(head, baseline, confidence),
    cegiPercent: cegi ? percent(cegi) : null,
  };
}

function scoreChange(head: Measurement, baseline: Measurement, confidence: number): Estimate | null {
  const pairs = pairItems([head, baseline]);
  if (!pairs) return null;
  const [headScores, baselineScores] = pairs as [number[], number[]];
  const change = uncertainMean(headScores.map((score, i) => 100 * (score - baselineScores[i]!)));
  return change && interval(change, confidence);
}

function logCegiRatio(
  energy: Uncertain,
  head: Measurement,
  baseline: Measurement,
  reference: Measurement,
): Uncertain | null {
  const pairs = pairItems([head, baseline, reference]);
  if (!pairs) return null;
  const [headScores, baselineScores, referenceScores] = pairs as [number[], number[], number[]];
  const gains = logGainRatio(headScores, baselineScores, referenceScores);
  const parameters = [head, baseline].map((side) => side.trainableParameters?.count ?? 0) as [number, number];
  if (!gains || parameters.includes(0)) return null;
  const change = uncertainSum(energy, { ...gains, value: -gains.value });
  return { ...change, value: change.value - Math.log(parameters[0] / parameters[1]) };
}
