import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listProcesses } from '../../../../src/energy/counters/nvml/process-list.ts';

type Stride = 16 | 24 | 32;

/** A driver's list: too little space is an error that says how much is needed, and entries are of one size. */
function driverList(pids: readonly number[], stride: Stride) {
  return (count: [number], space: Buffer | null): number => {
    const entries = space === null ? 0 : count[0];
    count[0] = pids.length;
    if (pids.length > entries) return 7;
    pids.forEach((pid, index) => {
      const at = index * stride;
      space?.writeUInt32LE(pid, at);
      space?.writeBigUInt64LE(2n ** 30n, at + 8);
      if (stride > 16) space?.writeBigUInt64LE(2n ** 64n - 1n, at + 16);
      if (stride > 24) space?.writeBigUInt64LE(0n, at + 24);
    });
    return 0;
  };
}

const anyPids = fc.uniqueArray(fc.integer({ min: 1, max: 4_194_304 }), { maxLength: 200 });

test('every list is read whole, of whatever size the driver makes its entries', () => {
  fc.assert(
    fc.property(anyPids, fc.constantFrom<Stride>(16, 24, 32), (pids, stride) => {
      expect(listProcesses(driverList(pids, stride), 24)).toEqual({ pids });
    }),
  );
});

test('a driver that also writes where it lists nothing is read as nvml.h lays its entries out', () => {
  const list = (count: [number], space: Buffer | null) => {
    space?.fill(0);
    return driverList([11, 12, 13], 24)(count, space);
  };
  expect(listProcesses(list, 24)).toEqual({ pids: [11, 12, 13] });
});

test('processes that start between the two calls find room', () => {
  let calls = 0;
  const list = (count: [number], space: Buffer | null) => {
    calls += 1;
    return driverList(calls === 1 ? [11] : [11, 12, 13], 24)(count, space);
  };
  expect(listProcesses(list, 24)).toEqual({ pids: [11, 12, 13] });
  expect(calls).toBe(2);
});

test('a list that outgrows the room made for it is asked for again', () => {
  let calls = 0;
  const list = (count: [number], space: Buffer | null) => {
    calls += 1;
    const pids = Array.from({ length: calls < 3 ? 1 : 30 }, (_, index) => index + 1);
    // At the second call there are more than were announced and made room for.
    if (calls === 2) {
      count[0] = 30;
      return 7;
    }
    return driverList(pids, 24)(count, space);
  };
  expect(listProcesses(list, 24)).toEqual({ pids: Array.from({ length: 30 }, (_, index) => index + 1) });
});

test('a list that is never large enough is given up', () => {
  let calls = 0;
  const list = (count: [number]) => {
    calls += 1;
    count[0] = 10;
    return 7;
  };
  expect(listProcesses(list, 24)).toEqual({ code: 7 });
  expect(calls).toBeLessThan(10);
});

test('an error of the driver is told apart from an empty list', () => {
  expect(listProcesses(() => 3, 24)).toEqual({ code: 3 });
  expect(listProcesses(() => 0, 24)).toEqual({ pids: [] });
});

test('a length that cannot be is refused before space is made for it', () => {
  const list = (count: [number]) => {
    count[0] = 4_294_967_295;
    return 7;
  };
  expect(() => listProcesses(list, 24)).toThrow('4294967295 processes');
});
