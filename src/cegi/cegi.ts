/**
 * The Carbon Efficient Gain Index: C / (G · N), in g CO2e per 1,000 items per percent (or point) of gain per million
 * trainable parameters. Lower is better (Kumar et al. 2024, arXiv 2412.02602).
 *
 * @param emissionsGPer1000Items C, grams CO2e
 * @param gain G > 0, percent or points
 * @param trainableParameters N > 0, a count
 */
export function cegi(emissionsGPer1000Items: number, gain: number, trainableParameters: number): number {
  if (!(gain > 0 && trainableParameters > 0)) {
    throw new RangeError('CEGI is defined only for a positive gain and at least one trainable parameter');
  }
  return emissionsGPer1000Items / (gain * (trainableParameters / 1e6));
}
