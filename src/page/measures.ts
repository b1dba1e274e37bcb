import type { Estimate } from '../measurement/result.ts';
import type { RunSummary } from '../measurement/run-summary.ts';
import { energyText, massText, numberText } from '../report/number.ts';

/** One of the figures that a run has, as it is drawn and told. */
export interface Measure {
  key: 'energy' | 'emissions' | 'score' | 'cegi';
  title: string;
  /** Of the axis, and of `of`. */
  unit: string;
  better: 'lower' | 'higher';
  /** In `unit`; null where it is unknown. */
  of(run: RunSummary): Estimate | null;
  /** A value in `unit`, with the unit that suits its size. */
  text(value: number): string;
  /** What goes with a value's text. */
  per: string;
  /** Said where a run has none. */
  unknown: string;
}

const percent = ({ value, low, high }: Estimate): Estimate => ({
  value: 100 * value,
  low: 100 * low,
  high: 100 * high,
});

export const energy: Measure = {
  key: 'energy',
  title: 'Energy',
  unit: 'J per 1k items',
  better: 'lower',
  of: (run) => run.energyJPer1000Items,
  text: energyText,
  per: 'per 1k items',
  unknown: 'unknown',
};
export const emissions: Measure = {
  key: 'emissions',
  title: 'Emissions',
  unit: 'g CO2e per 1k items',
  better: 'lower',
  of: (run) => run.emissionsGPer1000Items,
  text: massText,
  per: 'CO2e per 1k items',
  unknown: 'unknown',
};
export const score: Measure = {
  key: 'score',
  title: 'Score',
  unit: 'points',
  better: 'higher',
  of: (run) => run.score && percent(run.score),
  text: numberText,
  per: 'points',
  unknown: 'unknown',
};
export const cegi: Measure = {
  key: 'cegi',
  title: 'CEGI',
  unit: 'g CO2e / (1k items · gain · M)',
  better: 'lower',
  of: (run) => run.cegi,
  text: numberText,
  per: '',
  unknown: 'undetermined',
};

export const measures = [energy, emissions, score, cegi] as const;

/** A measure of a run in words, with its interval: `1.24 kJ per 1k items (1.2 to 1.28 kJ)`. */
export function figureText(measure: Measure, run: RunSummary): string {
  const estimate = measure.of(run);
  if (!estimate) return measure.unknown;
  return `${`${measure.text(estimate.value)} ${measure.per}`.trim()} (${intervalText(measure, estimate)})`;
}

/** An interval, with its unit once where both bounds have the same: `1.2 to 1.28 kJ`. */
export function intervalText(measure: Measure, { low, high }: Estimate): string {
  const [from, to] = [measure.text(low), measure.text(high)];
  const unit = / \D+$/.exec(to)?.[0] ?? '';
  return `${unit !== '' && from.endsWith(unit) ? from.slice(0, -unit.length) : from} to ${to}`;
}
