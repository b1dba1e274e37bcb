import type { Figures, ModelResult, RuleVerdict, Verdict } from '../measurement/result.ts';
import { numberText } from './number.ts';

type Provenance = Figures['provenance'];

/** A verdict as a person reads it, with a sign that can be told apart without colour. */
export const verdictText: Record<Verdict, string> = {
  pass: '✅ pass',
  fail: '❌ fail',
  inconclusive: '🟡 inconclusive',
  incomparable: '🟠 incomparable',
  'no-baseline': '🔵 no baseline',
  skipped: '⚪ skipped',
};

/** What each provenance says of a figure. */
export const provenanceMeaning: Record<Provenance, string> = {
  measured: 'read from an energy counter',
  integrated: 'summed up from samples of power',
  estimated: 'calculated by a model of the hardware, not measured',
  unavailable: 'not known, which is not zero',
};

export const ruleText: Record<RuleVerdict['rule'], string> = {
  cegi: 'CEGI',
  emissions: 'emissions',
  score: 'score',
  budget: 'budget',
};

/** Unit of a rule's change and tolerance, where it is relative to a baseline. */
export const ruleUnit = { cegi: '%', emissions: '%', score: 'pt' } as const;

/** The unit of CEGI, in full. */
export function cegiUnit(gain: 'relative' | 'points'): string {
  const of = gain === 'relative' ? '% of gain' : 'point of gain';
  return `g CO2e per 1k items per ${of} per M trainable parameters`;
}

export const gainText = (value: number, gain: 'relative' | 'points') =>
  `${numberText(value)} ${gain === 'relative' ? '%' : 'points'}`;

/** What a model that passed does better than its baseline, beyond the noise: the whole interval is on the good side. */
export function improvements({ verdict, change }: ModelResult): ('energy' | 'score' | 'CEGI')[] {
  if (verdict !== 'pass') return [];
  const better: ('energy' | 'score' | 'CEGI')[] = [];
  if (change.energyPercent && change.energyPercent.high < 0) better.push('energy');
  if (change.scorePoints && change.scorePoints.low > 0) better.push('score');
  if (change.cegiPercent && change.cegiPercent.high < 0) better.push('CEGI');
  return better;
}

/** `a`, `a and b`, `a, b and c`; of many, the first five and how many more. */
export function listText(parts: readonly string[]): string {
  const shown = parts.length > 5 ? [...parts.slice(0, 5), `${parts.length - 5} more`] : parts;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count} ${count === 1 ? one : many}`;
