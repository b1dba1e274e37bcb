import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halfToNumber } from '../../../src/evaluators/decoding/half-float.ts';
import { LogitsBuffer } from '../../../src/evaluators/decoding/logits-buffer.ts';

const few = fc.integer({ min: -3, max: 3 });

test('the largest logit of a row is found wherever the row begins and ends, of equal ones the first', () => {
  const buffer = new LogitsBuffer('float32');
  const logits = fc.array(fc.oneof(few, fc.float({ noNaN: true })), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(logits, fc.nat(40), (values, before) => {
      // What lies around the row is larger than all of it.
      const around = Number.POSITIVE_INFINITY;
      const all = [...Array<number>(before).fill(around), ...values, around];
      buffer.take(all.length).set(all);
      const row = Array.from(Float32Array.from(values));
      expect(buffer.argmax(before, values.length)).toBe(row.indexOf(Math.max(...row)));
      expect(Array.from(buffer.copy(before, values.length))).toEqual(row);
    }),
  );
});

test('of a long row without any finite logit the first is taken', () => {
  const buffer = new LogitsBuffer('float32');
  buffer.take(100).fill(Number.NEGATIVE_INFINITY);
  expect(buffer.argmax(0, 100)).toBe(0);
});

test('16-bit logits are read as the numbers that they are', () => {
  const buffer = new LogitsBuffer('float16');
  const bits = [0x3c00, 0xc000, 0x4000, 0x4000];
  buffer.take(4).set(bits);
  expect(buffer.argmax(0, 4)).toBe(2);
  expect(Array.from(buffer.copy(1, 3))).toEqual(bits.slice(1).map(halfToNumber));
});
