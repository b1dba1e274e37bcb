import type { Estimate } from '../measurement/result.ts';

/** A change and its interval for a sentence, with no more places than the interval is worth. */
export interface Told {
  /** How large it is, its direction left to the words; `0` for none that shows. */
  size: string;
  /** Sizes alone where both ends go the way that the words say, else with signs. */
  range: string;
}

/** @param limit of the change, signed as it is: each end is told on the side of it on which it lies */
export function tell({ value, low, high }: Estimate, limit: number): Told {
  const least = Math.max(placesOf((high - low) / 2), placesToShow(low), placesToShow(high));
  const places = Math.max(...[low, high].map((end) => placesToPart(end, limit, least)));
  const size = (number: number) => Math.abs(number).toFixed(places);
  const signed = (number: number) =>
    Number(size(number)) === 0 ? '0' : `${number > 0 ? '+' : '−'}${size(number)}`;
  const ends =
    low > 0 ? [size(low), size(high)] : high < 0 ? [size(high), size(low)] : [signed(low), signed(high)];
  return { size: Number(size(value)) === 0 ? '0' : size(value), range: ends.join(' to ') };
}

/** Places without which an end that is not 0 would be told as 0, and an interval as one that reaches it. */
function placesToShow(end: number): number {
  return end === 0 ? 0 : Math.min(6, Math.max(0, Math.ceil(-Math.log10(2 * Math.abs(end)))));
}

/** So many that a verdict reads as it is: 5.37 beside a limit of 5 is not told as 5. */
function placesToPart(end: number, limit: number, least: number): number {
  const side = Math.sign(end - limit);
  let places = least;
  while (places < mostPlaces && Math.sign(Number(end.toFixed(places)) - limit) !== side) places++;
  return places;
}

/** A limit of six digits is told apart from what is a millionth of it away. */
const mostPlaces = 12;

/** Places such that half an interval has one or two digits. */
function placesOf(half: number): number {
  return half > 0 ? Math.min(6, Math.max(0, Math.ceil(Math.log10(2 / half)))) : 2;
}

/** A limit's size, as it was written. */
export function limitText(limit: number): string {
  return Number(Math.abs(limit).toPrecision(6)).toString();
}
