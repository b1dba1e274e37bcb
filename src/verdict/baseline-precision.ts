import { logEnergyPerItem } from '../cegi/energy.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Rules } from '../measurement/result.ts';
import { interval } from '../statistics/interval.ts';
import { confidence } from '../statistics/looks.ts';

/** Of what emissions may rise by, the part that a baseline's own rounds may leave unknown. */
const share = 1 / 4;
/** Where nothing says by how much they may rise. */
const usualTolerance = 5;

/** Whether a measurement has rounds enough to be a baseline: later checks cannot be surer than it is. */
export function preciseEnough(measurement: Measurement, { emissionsPercent }: Rules): boolean {
  const energy = logEnergyPerItem(measurement);
  if (!energy) return false;
  const { value, high } = interval(energy, confidence);
  return high - value <= share * Math.log1p((emissionsPercent ?? usualTolerance) / 100);
}
