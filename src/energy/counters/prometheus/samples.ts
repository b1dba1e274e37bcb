import type { Series, ServerSample } from './server.ts';

/** Samples further apart than this many scrapes leave too much unseen between them. */
export const longestGapScrapes = 3;

/** Samples of two series that are closer than this share of a scrape interval are of two scrapes of the same moment. */
const sameScrape = 0.6;

/**
 * The samples of one source, oldest first, each time once. A source may be several series, for some of its labels
 * change (the pod that uses a GPU) or several servers scrape it: the longest series is taken, and of the others what
 * fills its gaps.
 */
export function mergedSamples(series: readonly Series[]): ServerSample[] {
  const [longest = [], ...others] = series
    .map(({ samples }) => inOrder(samples))
    .sort((a, b) => b.length - a.length);
  const apartS = sameScrape * (scrapeIntervalS(longest) ?? 0);
  let merged = longest;
  for (const samples of others) merged = filled(merged, samples, apartS);
  return merged;
}

/** Both lists are in order; what is added is at least `apartS` from all that was there. */
function filled(
  samples: readonly ServerSample[],
  others: readonly ServerSample[],
  apartS: number,
): ServerSample[] {
  let next = 0;
  const added = others.filter(({ timeS }) => {
    while (next < samples.length && (samples[next] as ServerSample).timeS < timeS) next += 1;
    const nearestS = Math.min(
      timeS - (samples[next - 1]?.timeS ?? Number.NEGATIVE_INFINITY),
      (samples[next]?.timeS ?? Number.POSITIVE_INFINITY) - timeS,
    );
    return nearestS > apartS;
  });
  return inOrder([...samples, ...added]);
}

function inOrder(samples: readonly ServerSample[]): ServerSample[] {
  const sorted = [...samples].sort((a, b) => a.timeS - b.timeS);
  return sorted.filter(({ timeS }, index) => timeS !== sorted[index - 1]?.timeS);
}

/** Seconds between two scrapes: the median gap between samples. Null where there are too few to tell. */
export function scrapeIntervalS(samples: readonly ServerSample[]): number | null {
  const gaps = gapsBetween(samples.map(({ timeS }) => timeS));
  return gaps.length < 3 ? null : quantile(gaps, 0.5);
}

/**
 * Seconds between two updates of the values: an exporter may read its device more seldom than it is scraped. Never
 * less than the scrape interval, which is also what is taken where too few values differ to tell.
 */
export function updatePeriodS(
  samples: readonly ServerSample[],
  reading: 'energyJ' | 'powerW',
  intervalS: number,
): number {
  const changes = samples.filter(({ value }, index) => index > 0 && value !== samples[index - 1]?.value);
  const gaps = gapsBetween(changes.map(({ timeS }) => timeS));
  if (gaps.length < 3) return intervalS;
  // An energy stays the same only for want of an update; a power may by itself, and hide some of them.
  return Math.max(intervalS, quantile(gaps, reading === 'energyJ' ? 0.5 : 0.25));
}

/** The widest gap between neighbours, in seconds. */
export function widestGapS(samples: readonly ServerSample[]): number {
  return Math.max(0, ...gapsBetween(samples.map(({ timeS }) => timeS)));
}

function gapsBetween(times: readonly number[]): number[] {
  return times.slice(1).map((timeS, index) => timeS - (times[index] as number));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] as number;
}
