import {
  independentRows,
  itemsInWords,
  type PairedScores,
  pairedScores,
  scoresOf,
} from '../cegi/paired-scores.ts';
import { resampledScores } from '../cegi/resampled-scores.ts';
import { scoreDifference } from '../cegi/score-difference.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate } from '../measurement/result.ts';
import type { BootstrapSettings } from '../statistics/bootstrap.ts';
import { logRatioToPercent, mapEstimate } from '../statistics/interval.ts';
import {
  expandedConfidence,
  normalErrors,
  percentileInterval,
  widenedErrors,
} from '../statistics/percentiles.ts';

export interface CegiChange {
  /** From baseline to head, in percent. */
  change: Estimate;
  /** How the interval was formed, in a few words. */
  method: string;
}

/** What the change of CEGI comes from. */
export interface CegiSides {
  /** ln(joules per item of the head / of the baseline), at `confidence`. */
  energy: Estimate;
  head: Measurement;
  baseline: Measurement;
  /** The measurement that both gains are taken against. */
  reference: Measurement;
  confidence: number;
  bootstrap: BootstrapSettings;
}

/**
 * The change of CEGI, by a joint bootstrap: the items that all three measurements scored, or clusters of them, are drawn
 * together, and their errors stretched until the difference of the two scores reaches as far as the interval of its own,
 * which knows of losses that hardly an item has shown; to each resample comes an error of the energy from the normal that has the energy's own interval. A relative
 * gain's reference divides out, so that both kinds of gain change alike.
 *
 * A resample in which the head gains nothing has an infinite CEGI, and one in which the baseline gains nothing compares
 * with an infinite one.
 *
 * @returns why there is none, in a few words: an end is infinite, a side does not gain, trainable parameters are unknown,
 *   or the scores cannot be paired
 */
export function cegiChange(sides: CegiSides): CegiChange | { uncompared: string } {
  const { energy, head, baseline, reference, confidence, bootstrap } = sides;
  const paired = pairedScores([head, baseline, reference], head.task.metric);
  if ('unpaired' in paired) {
    const why = `head, baseline and reference cannot be paired item by item (${paired.unpaired})`;
    return { uncompared: why };
  }
  const [ours, theirs, base] = scoresOf(paired) as [number, number, number];
  const gains = { head: ours - base, baseline: theirs - base };
  const parameters = {
    head: head.trainableParameters?.count ?? 0,
    baseline: baseline.trainableParameters?.count ?? 0,
  };
  for (const side of ['head', 'baseline'] as const) {
    if (!(parameters[side] > 0)) return { uncompared: `the ${side}'s trainable parameters are not known` };
    if (!(gains[side] > 0)) return { uncompared: `the ${side} gains nothing on the items that all share` };
  }
  const logRatio = Math.log(gains.head / gains.baseline);
  const value = energy.value - logRatio - Math.log(parameters.head / parameters.baseline);

  const level = expandedConfidence(confidence, independentRows(paired));
  const [headDrawn, baselineDrawn, referenceDrawn] = resampledScores(paired, bootstrap) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const energyErrors = normalErrors(headDrawn.length, energy, level);
  const differenceErrors = headDrawn.map((score, i) => score - baselineDrawn[i]! - (ours - theirs));
  const { change } = scoreDifference(sidesOf(paired), () => [headDrawn, baselineDrawn], confidence);
  // Of answers that are all the same the gains are too.
  const widened = widenedErrors(differenceErrors, change, level) ?? differenceErrors;
  // Where neither gains, anything may be: such a resample counts on either side.
  const drawn = (neither: number) =>
    energyErrors.map((error, i) => {
      const theirGain = baselineDrawn[i]! - referenceDrawn[i]!;
      const ourGain = theirGain + ours - theirs + widened[i]!;
      if (ourGain > 0 && theirGain > 0) return value + error + logRatio - Math.log(ourGain / theirGain);
      if (ourGain <= 0 && theirGain <= 0) return neither;
      return ourGain <= 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    });
  const { low } = percentileInterval(drawn(Number.NEGATIVE_INFINITY), value, level);
  const { high } = percentileInterval(drawn(Number.POSITIVE_INFINITY), value, level);
  if (!(Number.isFinite(low) && Number.isFinite(high)))
    return { uncompared: 'on the items that all share a side may gain nothing' };
  return {
    change: mapEstimate({ value, low, high }, logRatioToPercent),
    method: `bootstrap of ${itemsInWords(paired)}, ${headDrawn.length.toLocaleString('en-US')} resamples, with the energy's interval`,
  };
}

/** Head and baseline alone, without their reference. */
function sidesOf({ perItem, corpus, clusters }: PairedScores): PairedScores {
  return {
    perItem: perItem.slice(0, 2),
    corpus: corpus && { ...corpus, perItem: corpus.perItem.slice(0, 2) },
    clusters,
  };
}
