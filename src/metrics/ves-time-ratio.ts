/** How long the gold and the predicted query of an item took, once each, one after the other. */
export interface QueryTimes {
  goldS: number;
  predictedS: number;
}

/**
 * How many times as fast as the gold query a correct query is: the mean of gold time by predicted time over the
 * repetitions, without those that are three standard deviations or more from their mean. 0 where there is nothing to
 * take the mean of, by BIRD's rule: every repetition gave the same ratio, or a time is 0.
 *
 * Source: `iterated_execute_sql` and `clean_abnormal` of `evaluation_ves.py`, AlibabaResearch/DAMO-ConvAI at 03898f5.
 */
export function vesTimeRatio(times: readonly QueryTimes[]): number {
  if (times.some(({ predictedS }) => predictedS === 0)) return 0;
  const ratios = times.map(({ goldS, predictedS }) => goldS / predictedS);
  const mean = numpySum(ratios) / ratios.length;
  const deviation = Math.sqrt(numpySum(ratios.map((ratio) => (ratio - mean) ** 2)) / ratios.length);
  const kept = ratios.filter((ratio) => ratio < mean + 3 * deviation && ratio > mean - 3 * deviation);
  return kept.length === 0 ? 0 : kept.reduce((sum, ratio) => sum + ratio, 0) / kept.length;
}

/**
 * NumPy's sum, in its order of additions. Whether ratios deviate from their mean at all can hang on the last bit of it.
 * Source: `pairwise_sum` of numpy, `loops_utils.h.src`.
 */
function numpySum(values: readonly number[]): number {
  if (values.length > 128) {
    const half = Math.floor(values.length / 2);
    const first = half - (half % 8);
    return numpySum(values.slice(0, first)) + numpySum(values.slice(first));
  }
  const eights = values.length - (values.length % 8);
  let sum = 0;
  if (eights > 0) {
    const lanes = values.slice(0, 8);
    for (let i = 8; i < eights; i++) lanes[i % 8]! += values[i]!;
    const [a, b, c, d, e, f, g, h] = lanes as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (const value of values.slice(eights)) sum += value;
  return sum;
}
