import { roundsWithEnergy } from '../cegi/energy.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate } from '../measurement/result.ts';
import type { BootstrapSettings } from '../statistics/bootstrap.ts';
import { confidence, confidenceAtEachLook } from '../statistics/looks.ts';
import { cegiChange } from './cegi-change.ts';
import { type EnergyChange, energyChange, type Sides } from './energy-change.ts';
import { scoreChange } from './score-change.ts';

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
  /** Why energy and CEGI are not compared where they could be, in a few words. */
  uncompared: { energy: string | null; cegi: string | null };
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
  bootstrap: BootstrapSettings;
}

/** The changes from baseline to head, each with its own interval. */
export function changes(sides: Sides, wanted: ChangesWanted): Changes {
  const { reference, cegiDetermined, metrics, looks, bootstrap } = wanted;
  const { head, baseline } = sides;
  const lookConfidence = confidenceAtEachLook(looks);
  const energy = energyChange(sides, lookConfidence);
  // Of several metrics any may fail a change, so that all their intervals must hold at once (Bonferroni).
  const scoreConfidence = 1 - (1 - confidence) / Math.max(1, metrics.length);
  const noEnergy = energy ? null : energyUncompared(sides);
  const cegi =
    energy && reference && cegiDetermined
      ? cegiChange({ energy: energy.logRatio, head, baseline, reference, confidence, bootstrap })
      : { uncompared: noEnergy };
  const scores = metrics.map((metric): [string, Change | null] => [
    metric,
    scoreChange(head, baseline, { metric, confidence: scoreConfidence, bootstrap }),
  ]);
  return {
    energy,
    cegi: 'change' in cegi ? cegi : null,
    uncompared: { energy: noEnergy, cegi: 'change' in cegi ? null : cegi.uncompared },
    scores: new Map(scores),
  };
}

function energyUncompared({ head, baseline }: Sides): string {
  for (const [side, measurement] of [
    ['head', head],
    ['baseline', baseline],
  ] as const) {
    if (roundsWithEnergy(measurement).length < 2)
      return `the ${side} has fewer than two rounds with a known energy`;
  }
  return 'fewer than two blocks of A B B A are without a round of unknown energy';
}
