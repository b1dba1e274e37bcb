import { logGainRatio } from '../cegi/gain.ts';
import { pairItems } from '../cegi/pair-items.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate } from '../measurement/result.ts';
import {
  interval,
  logRatioToPercent,
  mapEstimate,
  type Uncertain,
  uncertainMean,
} from '../statistics/interval.ts';
import { confidence, confidenceAtEachLook } from '../statistics/looks.ts';
import { type EnergyChange, energyChange, type Sides } from './energy-change.ts';

/** A change with its interval, and how that was formed, in a few words. */
export interface Change {
  change: Estimate;
  method: string;
}

/** Head against baseline; null where one of them lacks what it takes. */
export interface Changes {
  /** Energy per item, in logarithms. Emissions change by the same, at one intensity for both sides. */
  energy: EnergyChange | null;
  /** CEGI, percent; null also where either side's is undetermined. */
  cegi: Change | null;
  /** By metric, points: the one that judges, and those that rules name. */
  scores: ReadonlyMap<string, Change | null>;
}

export interface ChangesWanted {
  reference: Measurement | null;
  /** Whether both sides have a CEGI. */
  cegiDetermined: boolean;
  metrics: readonly string[];
  /** How often the energy may be looked at; scores are what they are at the first. */
  looks: number;
}

/** The changes from baseline to head, each with its own interval. */
export function changes(sides: Sides, { reference, cegiDetermined, metrics, looks }: ChangesWanted): Changes {
  const { head, baseline } = sides;
  const lookConfidence = confidenceAtEachLook(looks);
  const energy = energyChange(sides, lookConfidence);
  // Of several metrics any may fail a change, so that all their intervals must hold at once (Bonferroni).
  const scoreConfidence = 1 - (1 - confidence) / Math.max(1, metrics.length);
  return {
    energy,
    cegi: energy && reference && cegiDetermined ? cegiChange(energy, head, baseline, reference) : null,
    scores: new Map(metrics.map((metric) => [metric, scoreChange(head, baseline, metric, scoreConfidence)])),
  };
}

function scoreChange(
  head: Measurement,
  baseline: Measurement,
  metric: string,
  scoreConfidence: number,
): Change | null {
  const pairs = pairItems([{ ...head, task: { ...head.task, metric } }, baseline]);
  if (!pairs) return null;
  const [headScores, baselineScores] = pairs as [number[], number[]];
  const change = uncertainMean(headScores.map((score, i) => 100 * (score - baselineScores[i]!)));
  return change && { change: interval(change, scoreConfidence), method: 'paired t over items' };
}

function cegiChange(
  { logRatio: energy }: EnergyChange,
  head: Measurement,
  baseline: Measurement,
  reference: Measurement,
): Change | null {
  const pairs = pairItems([head, baseline, reference]);
  if (!pairs) return null;
  const [headScores, baselineScores, referenceScores] = pairs as [number[], number[], number[]];
  const gains: Uncertain | null = logGainRatio(headScores, baselineScores, referenceScores);
  const parameters = [head, baseline].map((side) => side.trainableParameters?.count ?? 0) as [number, number];
  if (!gains || parameters.includes(0)) return null;
  const gain = interval(gains, confidence);
  const value = energy.value - gain.value - Math.log(parameters[0] / parameters[1]);
  const half = Math.hypot(energy.high - energy.value, gain.high - gain.value);
  return {
    change: mapEstimate({ value, low: value - half, high: value + half }, logRatioToPercent),
    method: "the energy's interval and the gain's, in squares",
  };
}
