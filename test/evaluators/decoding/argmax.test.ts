import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argmax } from '../../../src/evaluators/decoding/argmax.ts';
import { halfToNumber } from '../../../src/evaluators/decoding/half-float.ts';

/** Few values, so that there are ties. */
const few = fc.integer({ min: -3, max: 3 });

/** As torch and NumPy have it: the first of the largest. */
function expected(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

test('the largest of many logits is found, of equal ones the first', () => {
  const logits = fc.array(fc.oneof(few, fc.float({ noNaN: true })), { minLength: 1, maxLength: 2000 });
  fc.assert(
    fc.property(logits, fc.array(few, { maxLength: 5 }), (values, before) => {
      const all = Float32Array.from([...before, ...values, 99]);
      const wanted = expected(Array.from(Float32Array.from(values)));
      expect(argmax(all, before.length, values.length)).toBe(wanted);
    }),
  );
});

test('16-bit logits order as the numbers that they are', () => {
  const isNumber = (bits: number) => !Number.isNaN(halfToNumber(bits));
  const logits = fc.array(fc.integer({ min: 0, max: 0xffff }).filter(isNumber), { minLength: 1 });
  fc.assert(
    fc.property(logits, (bits) => {
      const found = argmax(Uint16Array.from(bits), 0, bits.length);
      expect(found).toBe(expected(bits.map(halfToNumber)));
    }),
  );
});

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x7bff, 65504],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
  [0x3555, 0.333251953125],
])('the half float 0x%x is %d', (bits, value) => {
  expect(halfToNumber(bits)).toBe(value);
});
