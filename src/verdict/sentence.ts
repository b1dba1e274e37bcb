import type { Estimate } from '../measurement/result.ts';

/** A number's size for a sentence, its sign left to the words: three digits at most, no more places than they are worth. */
export function size(value: number): string {
  const absolute = Math.abs(value);
  if (absolute >= 100) return absolute.toFixed(0);
  return Number(absolute.toPrecision(absolute >= 10 ? 3 : 2)).toString();
}

/** An interval for a sentence: sizes alone where both ends go the way that the words say, else with signs. */
export function range({ low, high }: Estimate): string {
  if (low > 0) return `${size(low)} to ${size(high)}`;
  if (high < 0) return `${size(high)} to ${size(low)}`;
  return `${signed(low)} to ${signed(high)}`;
}

function signed(value: number): string {
  const text = size(value);
  return text === '0' ? text : `${value > 0 ? '+' : '−'}${text}`;
}
