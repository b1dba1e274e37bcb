import { type Measurement, type Provenance, provenances, type Round } from '../measurement/measurement.ts';
import type { Uncertain } from '../statistics/interval.ts';
import { mean, variance } from '../statistics/sample.ts';

/** Rounds whose energy is known and positive. */
export function roundsWithEnergy(measurement: Measurement): (Round & { energy: { energyJ: number } })[] {
  return measurement.rounds.filter(
    (round): round is Round & { energy: { energyJ: number } } =>
      round.energy.energyJ !== null && round.energy.energyJ > 0 && round.items > 0,
  );
}

/** What one round took. */
export interface LogEnergy {
  /** ln(joules per item). */
  value: number;
  /**
   * What the counters' ticks leave unknown of it, uniform over ± the stated uncertainty. None for an estimate: the watts
   * it assumes are wrong by the same factor in every round and on both sides of a comparison.
   */
  tickVariance: number;
}

/** Of each round, in the order in which they were measured; null where its energy is not known. */
export function logEnergiesPerItem({ rounds }: Measurement): (LogEnergy | null)[] {
  return rounds.map(({ items, energy: { energyJ, uncertaintyJ, provenance } }) =>
    energyJ !== null && energyJ > 0 && items > 0
      ? {
          value: Math.log(energyJ / items),
          tickVariance: provenance === 'estimated' ? 0 : (uncertaintyJ / energyJ) ** 2 / 3,
        }
      : null,
  );
}

/** The mean over rounds of ln(joules per item), with its error; null below two rounds of known energy. */
export function logEnergyPerItem(measurement: Measurement): Uncertain | null {
  return uncertainLogEnergy(logEnergiesPerItem(measurement).filter((log) => log !== null));
}

/**
 * Their mean, with its error: the spread between rounds, and what ticks leave unknown within each, which rounds that
 * happen to agree hide. Null below two rounds.
 */
export function uncertainLogEnergy(logs: readonly LogEnergy[]): Uncertain | null {
  if (logs.length < 2) return null;
  const values = logs.map(({ value }) => value);
  return {
    value: mean(values),
    errorVariance: (variance(values) + mean(logs.map(({ tickVariance }) => tickVariance))) / logs.length,
    degreesOfFreedom: logs.length - 1,
  };
}

/** The least trustworthy provenance among the rounds whose energy is known; `unavailable` where it is of none. */
export function weakestProvenance({ rounds }: Measurement): Provenance {
  const known = rounds.filter(({ energy }) => energy.energyJ !== null);
  if (known.length === 0) return 'unavailable';
  return provenances[Math.max(...known.map(({ energy }) => provenances.indexOf(energy.provenance)))]!;
}
