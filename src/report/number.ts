import type { Estimate } from '../measurement/result.ts';

/** Shown where there is no number. */
export const nothing = '–';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Three significant digits: `12.4`, `1,230`, `1.23 × 10⁻⁹`. What is not a finite number is shown as a dash. */
export function numberText(value: number | null): string {
  const rounded = value === null ? Number.NaN : Number(value.toPrecision(3));
  if (!Number.isFinite(rounded)) return nothing;
  if (rounded === 0) return '0';
  const size = Math.abs(rounded);
  const sign = rounded < 0 ? '−' : '';
  if (size >= 1e9 || size < 1e-4) {
    const [mantissa, exponent] = size.toExponential().split('e') as [string, string];
    return `${sign}${mantissa} × 10${exponentText(Number(exponent))}`;
  }
  return sign + grouped(size);
}

/** The same with its sign written, for changes: `+12.4`, `−3`, `0`. */
export function signedText(value: number | null): string {
  const text = numberText(value);
  return value !== null && value > 0 && text !== nothing ? `+${text}` : text;
}

/** A count, written out in full: `1,234,567`. */
export function countText(count: number): string {
  return Number.isFinite(count) ? grouped(Math.round(count)) : nothing;
}

/** How many units of the base unit each is, from large to small. */
type Scale = readonly (readonly [factor: number, unit: string])[];

const joules: Scale = [
  [1e9, 'GJ'],
  [1e6, 'MJ'],
  [1e3, 'kJ'],
  [1, 'J'],
  [1e-3, 'mJ'],
  [1e-6, 'µJ'],
];
const grams: Scale = [
  [1e6, 't'],
  [1e3, 'kg'],
  [1, 'g'],
  [1e-3, 'mg'],
  [1e-6, 'µg'],
];

/** Joules in the unit that suits them: `1.24 kJ`. */
export const energyText = (energyJ: number | null): string => scaledText(energyJ, joules);

/** Grams in the unit that suits them: `12.4 g`. */
export const massText = (massG: number | null): string => scaledText(massG, grams);

/** A unit, and how many of the base unit it is. */
export interface Unit {
  unit: string;
  factor: number;
}

/** The unit in which `energyText` writes so many joules. */
export const energyUnit = (energyJ: number): Unit => unitOf(energyJ, joules);

/** The unit in which `massText` writes so many grams. */
export const massUnit = (massG: number): Unit => unitOf(massG, grams);

/** A fraction as is usual for scores: 0.831 is `83.1`. */
export const scoreText = (fraction: number | null): string =>
  numberText(fraction === null ? null : 100 * fraction);

/** A change with its interval: `+21 % (+18 to +24)`, with no more places than the interval is worth. */
export function changeText(change: Estimate, unit: string): string {
  const { value, low, high } = worth(change, 2);
  return `${signedText(value)} ${unit} (${signedText(low)} to ${signedText(high)})`;
}

/**
 * The value and the bounds, rounded to the places at which half the interval has so many digits, or one more; a bound
 * that is not 0 stays none.
 */
export function worth({ value, low, high }: Estimate, digits: number): Estimate {
  const half = (high - low) / 2;
  if (!(half > 0 && Number.isFinite(half))) return { value, low, high };
  let places = Math.min(mostPlaces, Math.max(0, Math.ceil(digits - 1 + Math.log10(2 / half))));
  const to = (number: number) => Number(number.toFixed(places));
  while (places < mostPlaces && [low, high].some((bound) => bound !== 0 && to(bound) === 0)) places++;
  return { value: to(value), low: to(low), high: to(high) };
}

const mostPlaces = 6;

/** A value with its interval, the bounds in the same manner: `12.4 g (12.1 g to 12.7 g)`. */
export function estimateText(estimate: Estimate, text: (value: number) => string): string {
  return `${text(estimate.value)} (${text(estimate.low)} to ${text(estimate.high)})`;
}

function scaledText(value: number | null, scale: Scale): string {
  if (value === null || !Number.isFinite(value)) return nothing;
  const { factor, unit } = unitOf(value, scale);
  return `${numberText(value / factor)} ${unit}`;
}

function unitOf(value: number, scale: Scale): Unit {
  // Rounded before the unit is chosen, so that 999.9 g reads 1 kg and not 1,000 g.
  const size = Math.abs(Number(value.toPrecision(3)));
  const base = scale.find(([factor]) => factor === 1)!;
  const [factor, unit] = size === 0 ? base : (scale.find(([factor]) => size >= factor) ?? scale.at(-1)!);
  return { factor, unit };
}

function grouped(size: number): string {
  const [whole, fraction] = size.toString().split('.') as [string, string | undefined];
  const withGroups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? withGroups : `${withGroups}.${fraction}`;
}

function exponentText(exponent: number): string {
  const digits = [...Math.abs(exponent).toString()].map((digit) => superscripts[Number(digit)]).join('');
  return exponent < 0 ? `⁻${digits}` : digits;
}
