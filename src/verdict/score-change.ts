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
import { extent, mean } from '../statistics/sample.ts';

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

const points = (fraction: number) => 100 * fraction;

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
  return paired.corpus ? ofCorpus(paired, confidence, bootstrap) : ofItems(paired, confidence);
}

/** What is less is rounding's. */
const tiny = 1e-9;
/** With fewer changed items t's interval, which is symmetric, is too sure: down to 88 % of 95 in simulations. */
const enoughChanged = 50;

/** Of a metric that is a mean over items. */
function ofItems(paired: PairedScores, confidence: number): ScoreChange {
  const { perItem, clusters } = paired;
  const [ours, theirs] = perItem as [number[], number[]];
  const differences = ours.map((score, i) => score - theirs[i]!);
  const over = itemsInWords(paired);
  const found = (change: Estimate, method: string, unchangedP: number | null = null): ScoreChange => ({
    change: mapEstimate(change, points),
    method,
    unchangedP,
  });

  if ([...ours, ...theirs].every((score) => score === 0 || score === 1)) {
    if (clusters) {
      const change = effectivePairsInterval(differences, clusters, confidence);
      return found(change, `score interval (Tango 1998) over effective numbers of ${over}`);
    }
    const counts = {
      pairs: differences.length,
      gained: differences.filter((difference) => difference > 0).length,
      lost: differences.filter((difference) => difference < 0).length,
    };
    const change = pairedProportionsInterval(counts, normalTwoSided(confidence));
    return found(change, `score interval (Tango 1998) over ${over}`, mcNemarP(counts));
  }
  const { least, most } = extent(differences);
  if (most - least < tiny) {
    const scores = extent([...ours, ...theirs]);
    const span = Math.max(1, scores.most - scores.least);
    const rows = independentRows(paired);
    const change = intervalOfConstant(mean(differences), rows, confidence, { least: -span, most: span });
    return found(change, `rule of three over ${over}, as all changed alike`);
  }
  const changed = differences.filter((difference) => Math.abs(difference) > tiny).length;
  if (changed < enoughChanged) {
    const change = effectivePairsInterval(differences, clusters, confidence);
    return found(change, `score interval over ${over}, of which ${changed} changed`);
  }
  const change = interval(clusteredOrPlainMean(differences, clusters)!, confidence);
  return found(change, clusters ? `clustered t over ${over}` : `paired t over ${over}`);
}

/**
 * Of a metric of the whole corpus, by resampling its items (P. Koehn, EMNLP 2004). The percentiles are expanded for few
 * items: in simulations of BLEU with 30 items they hold in 94 % of the cases, plain, bias-corrected and accelerated ones
 * in 92 to 92.5 %; from 300 items on all are alike.
 */
function ofCorpus(paired: PairedScores, confidence: number, bootstrap: BootstrapSettings): ScoreChange {
  const [ours, theirs] = scoresOf(paired) as [number, number];
  const [head, baseline] = resampledScores(paired, bootstrap) as [Float64Array, Float64Array];
  const value = ours - theirs;
  const rows = independentRows(paired);
  const over = itemsInWords(paired);
  const draws = head.map((score, i) => score - baseline[i]!);
  const { least, most } = extent(draws);
  // Answers that are alike on every item do not tell how others would differ.
  const isConstant = most - least < tiny;
  const change = isConstant
    ? intervalOfConstant(value, rows, confidence, { least: -1, most: 1 })
    : percentileInterval(draws, value, expandedConfidence(confidence, rows));
  return {
    change: mapEstimate(change, points),
    method: isConstant
      ? `rule of three over ${over}, as all are scored alike`
      : `bootstrap of ${over}, ${draws.length.toLocaleString('en-US')} resamples`,
    unchangedP: null,
  };
}
