import type { Estimate } from '../measurement/result.ts';

/**
 * The mean of a quantity of which all `observations` have the same value, which shows nothing of its spread. Another
 * value, which none of them has, comes with at most the chance p with (1 − p)^n = 1 − `confidence` (the rule of three
 * made exact; J. A. Hanley and A. Lippman-Hand, If nothing goes wrong, is everything all right?, JAMA 249, 1983), and is
 * at worst `least` or `most`.
 */
export function intervalOfConstant(
  value: number,
  observations: number,
  confidence: number,
  { least, most }: { least: number; most: number },
): Estimate {
  const chance = 1 - (1 - confidence) ** (1 / observations);
  return { value, low: value - chance * (value - least), high: value + chance * (most - value) };
}
