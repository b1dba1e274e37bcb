import type { Estimate } from '../measurement/result.ts';
import type { RunSummary } from '../measurement/run-summary.ts';
import { energyText, energyUnit, massText, massUnit, numberText } from '../report/number.ts';
import { cegiUnit } from '../report/words.ts';

/** One of the figures that a run has, as it is drawn and told. */
export interface Measure {
  key: 'energy' | 'emissions' | 'score' | 'cegi';
  title: string;
  better: 'lower' | 'higher';
  /** Null where it is unknown. */
  of(run: RunSummary): Estimate | null;
  /** A value, with the unit that suits its size. */
  text(value: number): string;
  /** What goes with a value's text, as short as it can be and in full. */
  per(run: RunSummary): string;
  inFull(run: RunSummary): string;
  /** For an axis that shows these runs: its unit, how many of the unit of `of` that is, and where it ends at the latest. */
  axis(runs: readonly RunSummary[]): { title: string; factor: number; max?: number };
  /** What two runs must have in common, beyond their group, for these figures to be on one scale. */
  scale(run: RunSummary): string;
  /** Whether it follows the grid as well as the model. */
  ofGrid: boolean;
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
  better: 'lower',
  of: (run) => run.energyJPer1000Items,
  text: energyText,
  per: () => 'per 1k items',
  inFull: () => 'per 1k items',
  axis(runs) {
    const { unit, factor } = energyUnit(highest(runs, energy));
    return { title: `${unit} per 1k items`, factor };
  },
  scale: () => '',
  ofGrid: false,
  unknown: 'unknown',
};
export const emissions: Measure = {
  key: 'emissions',
  title: 'Emissions',
  better: 'lower',
  of: (run) => run.emissionsGPer1000Items,
  text: massText,
  per: () => 'CO2e per 1k items',
  inFull: () => 'CO2e per 1k items',
  axis(runs) {
    const { unit, factor } = massUnit(highest(runs, emissions));
    return { title: `${unit} CO2e per 1k items`, factor };
  },
  scale: () => '',
  ofGrid: true,
  unknown: 'unknown',
};
export const score: Measure = {
  key: 'score',
  title: 'Score',
  better: 'higher',
  of: (run) => run.score && percent(run.score),
  text: numberText,
  per: () => 'points',
  inFull: () => 'points',
  axis(runs) {
    const most = highest(runs, score);
    // Most scores can be no higher than 100, and an axis would make room for more.
    return { title: 'points', factor: 1, ...(most > 90 && most <= 100 && { max: 100 }) };
  },
  scale: () => '',
  ofGrid: false,
  unknown: 'unknown',
};
export const cegi: Measure = {
  key: 'cegi',
  title: 'CEGI',
  better: 'lower',
  of: (run) => run.cegi,
  text: numberText,
  per: ({ gain }) => shortCegiUnit(gain),
  inFull: ({ gain }) =>
    gain === null
      ? 'g CO2e per 1k items per % (or point) of gain per M trainable parameters'
      : cegiUnit(gain),
  axis: (runs) => ({ title: shortCegiUnit(commonGain(runs)), factor: 1 }),
  scale: ({ gain }) => gain ?? '',
  ofGrid: true,
  unknown: 'undetermined',
};

export const measures = [energy, emissions, score, cegi] as const;

/** The upper end of the highest interval. */
const highest = (runs: readonly RunSummary[], measure: Measure) =>
  runs.reduce((most, run) => Math.max(most, measure.of(run)?.high ?? 0), 0);

/** What the CEGI of all these runs is per; null where they differ, or where one does not say. */
export function commonGain(runs: readonly RunSummary[]): RunSummary['gain'] {
  const gains = new Set(runs.filter((run) => cegi.of(run)).map(({ gain }) => gain));
  return gains.size === 1 ? [...gains][0]! : null;
}

const gainUnits = { relative: '%', points: 'pt' } as const;
export const shortCegiUnit = (gain: RunSummary['gain']) =>
  `g CO2e / (1k items · ${gain === null ? 'gain' : gainUnits[gain]} · M)`;

/** A measure of a run in words, with its interval: `1.24 kJ per 1k items (1.2 to 1.28 kJ)`. */
export function figureText(measure: Measure, run: RunSummary): string {
  const estimate = measure.of(run);
  if (!estimate) return measure.unknown;
  return `${measure.text(estimate.value)} ${measure.inFull(run)} (${intervalText(measure, estimate)})`;
}

/** An interval, with its unit once where both bounds have the same: `1.2 to 1.28 kJ`. */
export function intervalText(measure: Measure, { low, high }: Estimate): string {
  const [from, to] = [measure.text(low), measure.text(high)];
  const unit = / \D+$/.exec(to)?.[0] ?? '';
  return `${unit !== '' && from.endsWith(unit) ? from.slice(0, -unit.length) : from} to ${to}`;
}

/** What emissions were computed at: `174 g CO2e per kWh, PUE 1.2`; null where the history does not say. */
export const gridText = ({ grid }: Pick<RunSummary, 'grid'>) =>
  grid && `${numberText(grid.intensityGPerKWh)} g CO2e per kWh, PUE ${numberText(grid.pue)}`;

/** Whether two runs are known to have been computed at different grids. */
export const gridsDiffer = (a: RunSummary, b: RunSummary) =>
  a.grid !== null && b.grid !== null && gridText(a) !== gridText(b);
