import type { Estimate } from '../measurement/result.ts';
import { resampledTotals } from '../statistics/bootstrap.ts';
import {
  expandedConfidence,
  percentileInterval,
  stretchedErrors,
  widenedErrors,
} from '../statistics/percentiles.ts';
import { mean } from '../statistics/sample.ts';

export interface CegiParts {
  /** ln(joules per item), with its interval. */
  logEnergy: Estimate;
  /** The same of each round. */
  logEnergies: readonly number[];
  /** With its own interval. */
  gain: Estimate;
  /** Of each resample of the items; those of 0 and below make CEGI infinite. */
  gains: Float64Array;
  /** Items, or clusters of them, that were resampled. */
  rows: number;
  confidence: number;
  /** Of the rounds' resampling. */
  seed: number;
}

/**
 * The interval of ln(CEGI / its value), by a joint bootstrap: each resample of the items meets one of the rounds. The
 * rounds' errors are stretched until they alone would give the energy's own interval, which knows of ticks and of how few
 * rounds there are, and the gains' until they reach as far as the gain's, which knows of what no item here has shown.
 * Both parts then have their own intervals at one and the same level.
 *
 * @returns why there is none, in a few words: so many resamples gain nothing that CEGI has no upper end, or all gain alike
 */
export function cegiInterval(parts: CegiParts): Estimate | { undetermined: string } {
  const { gain, rows, confidence } = parts;
  const level = expandedConfidence(confidence, rows);
  const gainErrors = widenedErrors(
    parts.gains.map((drawn) => drawn - gain.value),
    gain,
    level,
  );
  if (!gainErrors) return { undetermined: 'the items show no spread of the gain' };
  const energyErrors = stretchedErrors(resampledRounds(parts), parts.logEnergy, level);
  const draws = gainErrors.map((error, i) => {
    const drawn = gain.value + error;
    return drawn > 0 ? energyErrors[i]! - Math.log(drawn / gain.value) : Number.POSITIVE_INFINITY;
  });
  const found = percentileInterval(draws, 0, level);
  return Number.isFinite(found.high) ? found : { undetermined: 'the gain may be nothing' };
}

/** Errors of the mean over rounds. */
function resampledRounds({ logEnergies, gains, seed }: CegiParts): Float64Array {
  const centre = mean(logEnergies);
  const rows = Float64Array.from(logEnergies, (log) => (log - centre) / logEnergies.length);
  return resampledTotals({ rows, columns: 1 }, { resamples: gains.length, seed });
}
