import type { CheckResult, Estimate, ModelResult } from '../measurement/result.ts';
import { plainText } from './escape.ts';
import { changeText, numberText, signedText } from './number.ts';

type Grid = Pick<CheckResult['carbon'], 'intensityGPerKWh' | 'pue'>;

/** Emissions as they were reported then and are now, taken apart into what the model did and what the grid did. */
export interface EnergyAndGrid {
  energyPercent: Estimate;
  /** Of intensity × PUE. */
  gridPercent: number;
  /** Of the product of both. */
  emissionsPercent: Estimate;
  then: Grid & { source: string };
}

/**
 * The parts of the change of reported emissions; null where the grid is the same as when the baseline was taken, so that
 * all of it is energy, and where there is nothing to compare.
 */
export function energyAndGrid(
  { change: { energyPercent }, comparison, baselineCarbon: then }: ModelResult,
  { carbon: now }: CheckResult,
): EnergyAndGrid | null {
  if (!energyPercent || !then || comparison?.mode === 'side-by-side') return null;
  const factor = (now.intensityGPerKWh * now.pue) / (then.intensityGPerKWh * then.pue);
  // Nothing can be said in percent of a grid that emitted nothing.
  if (!Number.isFinite(factor) || numberText(factor) === '1') return null;
  const together = (percent: number) => (100 + percent) * factor - 100;
  return {
    energyPercent,
    gridPercent: 100 * (factor - 1),
    emissionsPercent: {
      value: together(energyPercent.value),
      low: together(energyPercent.low),
      high: together(energyPercent.high),
    },
    then,
  };
}

/** The parts in a sentence that says which of them judges. */
export function energyAndGridSentence({
  energyPercent,
  gridPercent,
  emissionsPercent,
}: EnergyAndGrid): string {
  return (
    `Energy changed by ${changeText(energyPercent, '%')}, the grid’s intensity × PUE by ${signedText(gridPercent)} % ` +
    `since the baseline: together emissions as reported by ${signedText(emissionsPercent.value)} %. Only the energy judges.`
  );
}

/** That what is compared is energy, taken at one intensity; empty where nothing is compared. Plain text. */
export function oneGridSentence({ models, carbon }: CheckResult): string {
  return models.some(({ change }) => change.energyPercent !== null)
    ? `All of a change in emissions is energy: both sides are taken at ${gridText(carbon)} (${plainText(carbon.source)}).`
    : '';
}

/** `146 g CO2e/kWh × PUE 1.2`. */
export function gridText({ intensityGPerKWh, pue }: Grid): string {
  const intensity = `${numberText(intensityGPerKWh)} g CO2e/kWh`;
  return pue === 1 ? intensity : `${intensity} × PUE ${numberText(pue)}`;
}
