import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fieldQuestion,
  fieldReturn,
  fieldValue,
  fieldValueBytes,
  wholeNumber,
} from '../../../../src/energy/counters/nvml/field-value.ts';

/** An answer as nvml.h lays it out: type at 24, return code at 28, value at 32. */
function answer(type: number, write: (answer: Buffer) => void, code = 0): Buffer {
  const buffer = Buffer.alloc(fieldValueBytes);
  buffer.writeUInt32LE(type, 24);
  buffer.writeInt32LE(code, 28);
  write(buffer);
  return buffer;
}

test('a question names the field and the part of the device', () => {
  const question = fieldQuestion(186, 1);
  expect(question).toHaveLength(40);
  expect([question.readUInt32LE(0), question.readUInt32LE(4)]).toEqual([186, 1]);
});

test('every type of value is read as what it is', () => {
  expect(fieldValue(answer(0, (buffer) => buffer.writeDoubleLE(71.5, 32)))).toBe(71.5);
  expect(fieldValue(answer(1, (buffer) => buffer.writeUInt32LE(4_000_000_000, 32)))).toBe(4_000_000_000);
  expect(fieldValue(answer(4, (buffer) => buffer.writeBigInt64LE(-5n, 32)))).toBe(-5);
  expect(fieldValue(answer(5, (buffer) => buffer.writeInt32LE(-5, 32)))).toBe(-5);
  expect(fieldValue(answer(6, (buffer) => buffer.writeUInt16LE(65_535, 32)))).toBe(65_535);
});

test('64 bits are read whole, or not at all', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(2, 3), (value, type) => {
      const read = () => fieldValue(answer(type, (buffer) => buffer.writeBigUInt64LE(value, 32)));
      if (value < 2n ** 53n) expect(BigInt(read())).toBe(value);
      else expect(read).toThrow('too large to be true');
    }),
  );
});

test('a type that is not known is refused', () => {
  expect(() => fieldValue(answer(7, () => {}))).toThrow('type 7');
});

test('a field has a return code of its own', () => {
  expect(fieldReturn(answer(1, () => {}, 3))).toBe(3);
});

test('what is no whole number is refused', () => {
  expect(wholeNumber(12n)).toBe(12);
  expect(() => wholeNumber(Number.NaN)).toThrow('NaN');
  expect(() => wholeNumber(2n ** 53n)).toThrow('9007199254740992');
});
