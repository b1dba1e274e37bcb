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

/**
 * The mean over rounds of ln(joules per item), with its error: the spread between rounds, and what the counters'
 * ticks leave unknown within each (uniform over ± the stated uncertainty), which rounds that happen to agree hide.
 * An estimate's uncertainty is left out: the watts it assumes are wrong by the same factor in every round and on both
 * sides of a comparison. Null below two rounds.
 */
export function logEnergyPerItem(measurement: Measurement): Uncertain | null {
  const rounds = roundsWithEnergy(measurement);
  if (rounds.length < 2) return null;
  const logs = rounds.map((round) => Math.log(round.energy.energyJ / round.items));
  const tickVariance = mean(
    rounds.map(({ energy }) =>
      energy.provenance === 'estimated' ? 0 : (energy.uncertaintyJ / energy.energyJ) ** 2 / 3,
    ),
  );
  return {
    value: mean(logs),
    errorVariance: (variance(logs) + tickVariance) / rounds.length,
    degreesOfFreedom: rounds.length - 1,
  };
}

/** The least trustworthy provenance among the rounds; `unavailable` where there are none. */
export function weakestProvenance(measurement: Measurement): Provenance {
  if (measurement.rounds.length === 0) return 'unavailable';
  const ranks = measurement.rounds.map((round) => provenances.indexOf(round.energy.provenance));
  return provenances[Math.max(...ranks)]!;
}
