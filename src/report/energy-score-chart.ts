import type { Figures, ModelResult } from '../measurement/result.ts';
import { plainText } from './escape.ts';
import { energyText, scoreText } from './number.ts';

/** More models than this hide one another. */
const mostModels = 12;

/** The chart, and how many of the models it shows. */
export interface EnergyScoreChart {
  mermaid: string;
  models: number;
}

interface Point {
  model: ModelResult;
  side: 'base' | 'head';
  energyJ: number;
  score: number;
  estimated: boolean;
}

/** A range of values on one side of the chart. */
interface Axis {
  low: number;
  high: number;
  /** Where a value lies, from 0 to 1. */
  place(value: number): number;
}

/**
 * Score against energy per 1,000 items as a quadrant chart in Mermaid's language, a hollow point for the base of each
 * model and a filled one for its head. A side without a known energy or score has no point, and neither has a base that cannot be
 * compared; null where there are not two points.
 *
 * The axes reach over at least a fifth of the energy and ten points of score, so that noise does not look like a change.
 */
export function energyScoreChart(models: readonly ModelResult[]): EnergyScoreChart | null {
  const known = models.filter(({ head }) => head !== null && isKnown(head)).slice(0, mostModels);
  // Mermaid draws the last of them first: a head then lies above its base.
  const points = [
    ...known.flatMap((model) => pointOf(model, 'head', model.head)),
    ...known.flatMap((model) => pointOf(model, 'base', isComparable(model) ? model.baseline : null)),
  ];
  if (points.length < 2) return null;
  const energies = points.map(({ energyJ }) => energyJ);
  const isWide = Math.min(...energies) > 0 && Math.max(...energies) > 10 * Math.min(...energies);
  const x = isWide ? logarithmic(energies) : linear(energies, 0.2 * Math.max(...energies));
  const y = linear(
    points.map(({ score }) => score),
    0.1,
  );
  const lines = [
    'quadrantChart',
    'accTitle: Score against energy',
    'accDescr: The table above holds the same figures, each with its interval.',
    'title Score against energy (○ base, ● head)',
    `x-axis "← ${energyText(x.low)} per 1k items" --> "${energyText(x.high)}${isWide ? ', log scale' : ''} →"`,
    `y-axis "← score ${scoreText(y.low)}" --> "score ${scoreText(y.high)} →"`,
    ...points.map((point) => pointLine(point, points, x, y)),
  ];
  return { mermaid: lines.join('\n    '), models: known.length };
}

/** A base that was measured under other conditions must not stand beside the head. */
const isComparable = ({ differences }: ModelResult) => differences.length === 0;

function isKnown({ energyJPer1000Items: energy, score, provenance }: Figures): boolean {
  return provenance !== 'unavailable' && Number.isFinite(energy?.value) && Number.isFinite(score?.value);
}

function pointOf(model: ModelResult, side: Point['side'], figures: Figures | null): Point[] {
  if (figures === null || !isKnown(figures)) return [];
  const { energyJPer1000Items: energy, score, provenance } = figures;
  const estimated = provenance === 'estimated';
  return [{ model, side, energyJ: energy!.value, score: score!.value, estimated }];
}

const style: Record<Point['side'], string> = {
  // A ring that stays visible around a head at the same place.
  base: 'radius: 7, color: #ffffff, stroke-color: #57606a, stroke-width: 2px',
  head: 'radius: 4, color: #0969da',
};

function pointLine(point: Point, points: readonly Point[], x: Axis, y: Axis): string {
  const { model, side, energyJ, score, estimated } = point;
  const head = points.find((other) => other.model === model && other.side === 'head');
  // Two names at one place cannot be read; the head's stands for both.
  const isBeside =
    side === 'base' &&
    head !== undefined &&
    Math.abs(x.place(head.energyJ) - x.place(energyJ)) < 0.15 &&
    Math.abs(y.place(head.score) - y.place(score)) < 0.04;
  const words = [chartLabel(model.id), side === 'base' ? ' base' : '', estimated ? ' (estimated)' : ''];
  const label = isBeside ? ' ' : words.join('');
  return `"${label}": [${x.place(energyJ).toFixed(3)}, ${y.place(score).toFixed(3)}] ${style[side]}`;
}

/** A name inside Mermaid's quotes: of letters, digits and a few signs, none of which means anything to it. */
export function chartLabel(text: string): string {
  return plainText(text, 30).replaceAll(/[^\p{L}\p{M}\p{N} ._/+()…-]/gu, '_') || '(empty)';
}

/** @param least the shortest span; the axis does not reach below `floor` */
function linear(values: readonly number[], least: number, floor = 0): Axis {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(max - min, least);
  const around = 0.08 * span + (span - (max - min)) / 2;
  const low = Math.max(min - around, Math.min(min, floor));
  const high = max + around;
  return { low, high, place: (value) => fraction(value, low, high) };
}

function logarithmic(values: readonly number[]): Axis {
  const { low, high } = linear(values.map(Math.log), 1, -Infinity);
  return {
    low: Math.exp(low),
    high: Math.exp(high),
    place: (value) => fraction(Math.log(value), low, high),
  };
}

/** Mermaid takes `0.999`, but not `1.000`. */
const fraction = (value: number, low: number, high: number) =>
  high > low ? Math.min(0.999, Math.max(0, (value - low) / (high - low))) : 0.5;
