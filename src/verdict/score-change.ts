import { itemDifferences } from '../cegi/item-differences.ts';
import {
  independentRows,
  itemsInWords,
  type PairedScores,
  pairedScores,
  scoresOf,
} from '../cegi/paired-scores.ts';
import { resampledScores } from '../cegi/resampled-scores.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { Estimate } from '../measurement/result.ts';
import type { BootstrapSettings } from '../statistics/bootstrap.ts';
import { clusteredOrPlainMean } from '../statistics/clusters.ts';
import { intervalOfConstant } from '../statistics/constant.ts';
import { effectivePairsInterval } from '../statistics/effective-pairs.ts';
import { interval, mapEstimate } from '../statistics/interval.ts';
import { normalTwoSided } from '../statistics/normal.ts';
import { mcNemarP, pairedProportionsInterval } from '../statistics/paired-proportions.ts';
import { expandedConfidence, percentileInterval } from '../statistics/percentiles.ts';
import { extent } from '../statistics/sample.ts';

export interface ScoreChange {
  /** Head − baseline, in points. */
  change: Estimate;
  /** How the interval was formed, in a few words. */
  method: string;
  /** Where answers are right or wrong and each stands alone, McNemar's exact p of no change. */
  unchangedP: number | null;
}

export interface ScoreChangeSettings {
  metric: string;
  /** Of the interval. */
  confidence: number;
  bootstrap: BootstrapSettings;
}

/**
 * The change of a score from baseline to head, over the items that both have, pair by pair. However alike the answers
 * are, the interval has a width: what did not change on these items may on others.
 *
 * @returns null where the sides share fewer than two scored items, all of these are of one cluster, a side lacks the
 *   metric, or a score is not a number
 */
export function scoreChange(
  head: Measurement,
  baseline: Measurement,
  { metric, confidence, bootstrap }: ScoreChangeSettings,
): ScoreChange | null {
  const paired = pairedScores([head, baseline], metric);
  if ('unpaired' in paired) return null;
  const [ours, theirs] = scoresOf(paired) as [number, number];
  const { change, method, unchangedP } = changeOf(paired, ours - theirs, confidence, bootstrap);
  return {
    change: mapEstimate(change, (fraction) => 100 * fraction),
    method,
    unchangedP: unchangedP ?? null,
  };
}

/** What is less is rounding's. */
const tiny = 1e-9;
/**
 * With fewer changed items the intervals of t, which is symmetric, and of a bootstrap, which knows no other items, are
 * too sure: in simulations of 95 % they hold in down to 88 and 86 %, the score interval in 92 % and more.
 */
const enoughChanged = 50;

interface Found {
  /** Fractions. */
  change: Estimate;
  method: string;
  unchangedP?: number;
}

/** @param value of the change, a fraction */
function changeOf(
  paired: PairedScores,
  value: number,
  confidence: number,
  bootstrap: BootstrapSettings,
): Found {
  const { clusters, corpus } = paired;
  const over = itemsInWords(paired);
  const scores = paired.perItem.flat();
  const differences = itemDifferences(paired);
  if (!corpus && scores.every((score) => score === 0 || score === 1)) {
    if (clusters) {
      const change = effectivePairsInterval(differences, clusters, confidence);
      return { change, method: `score interval (Tango 1998) over effective numbers of ${over}` };
    }
    const counts = {
      pairs: differences.length,
      gained: differences.filter((difference) => difference > 0).length,
      lost: differences.filter((difference) => difference < 0).length,
    };
    const change = pairedProportionsInterval(counts, normalTwoSided(confidence));
    return { change, method: `score interval (Tango 1998) over ${over}`, unchangedP: mcNemarP(counts) };
  }
  const { least, most } = extent(differences);
  if (most - least < tiny) {
    const scale = extent(scores);
    const span = Math.max(1, scale.most - scale.least);
    const change = intervalOfConstant(value, independentRows(paired), confidence, {
      least: -span,
      most: span,
    });
    return { change, method: `rule of three over ${over}, as all changed alike` };
  }
  const changed = differences.filter((difference) => Math.abs(difference) > tiny).length;
  if (changed < enoughChanged) {
    const found = effectivePairsInterval(differences, clusters, confidence);
    // Of a corpus the items' parts do not quite add up to the change.
    const change = mapEstimate(found, (end) => value + (end - found.value));
    return { change, method: `score interval over ${over}, of which ${changed} changed` };
  }
  if (corpus) return ofCorpus(paired, value, confidence, bootstrap);
  const change = interval(clusteredOrPlainMean(differences, clusters)!, confidence);
  return { change, method: clusters ? `clustered t over ${over}` : `paired t over ${over}` };
}

/**
 * Of a metric of the whole corpus, by resampling its items (P. Koehn, EMNLP 2004). The percentiles are expanded for few
 * items: in simulations of BLEU with 30 items they hold in 94 % of the cases, plain, bias-corrected and accelerated ones
 * in 92 to 92.5 %; from 300 items on all are alike.
 */
function ofCorpus(
  paired: PairedScores,
  value: number,
  confidence: number,
  bootstrap: BootstrapSettings,
): Found {
  const [head, baseline] = resampledScores(paired, bootstrap) as [Float64Array, Float64Array];
  const draws = head.map((score, i) => score - baseline[i]!);
  const level = expandedConfidence(confidence, independentRows(paired));
  return {
    change: percentileInterval(draws, value, level),
    method: `bootstrap of ${itemsInWords(paired)}, ${draws.length.toLocaleString('en-US')} resamples`,
  };
}
