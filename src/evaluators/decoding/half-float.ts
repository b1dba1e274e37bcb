/** A 16-bit float (IEEE 754 binary16), given by its bits, as a number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of a 16-bit float as an integer that orders as its value does; NaN is above or below all. */
export function halfOrder(bits: number): number {
  return bits & 0x8000 ? 0x8000 - bits : bits;
}
