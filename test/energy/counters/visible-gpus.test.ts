import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleGpus } from '../../../src/energy/counters/visible-gpus.ts';

const a = { uuid: 'GPU-aaaa1111', pciAddress: 30 };
const b = { uuid: 'GPU-bbbb2222', pciAddress: 10 };
const c = { uuid: 'GPU-bbbb3333', pciAddress: 20 };
const gpus = [a, b, c];
const seen = (CUDA_VISIBLE_DEVICES?: string, more = {}) =>
  visibleGpus(gpus, { CUDA_VISIBLE_DEVICES, ...more });

test('without a mask every GPU is visible', () => {
  expect(seen(undefined)).toEqual({ kind: 'visible', gpus });
});

test('an empty mask hides every GPU', () => {
  expect(seen('')).toEqual({ kind: 'visible', gpus: [] });
});

test('UUIDs name GPUs, whole or cut short', () => {
  expect(seen('GPU-bbbb3333,GPU-aaaa')).toEqual({ kind: 'visible', gpus: [c, a] });
});

test('a UUID cut so short that it fits two GPUs names none', () => {
  expect(seen('GPU-aaaa,GPU-bbbb,GPU-bbbb3333')).toEqual({ kind: 'visible', gpus: [a] });
});

test('indices among several GPUs are not guessed', () => {
  expect(seen('0')).toEqual({ kind: 'unordered' });
});

test('indices in the order of the bus are counted along the bus, not along NVML', () => {
  expect(seen('0,2', { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })).toEqual({ kind: 'visible', gpus: [b, a] });
});

test('an index of the only GPU needs no order', () => {
  expect(visibleGpus([a], { CUDA_VISIBLE_DEVICES: '0' })).toEqual({ kind: 'visible', gpus: [a] });
});

test('the list ends at the first entry that names nothing', () => {
  const order = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  expect(seen('0,-1,1', order)).toEqual({ kind: 'visible', gpus: [b] });
  expect(seen('NoDevFiles')).toEqual({ kind: 'visible', gpus: [] });
});

test('a slice is recognised', () => {
  expect(seen('MIG-GPU-aaaa1111/1/0')).toEqual({ kind: 'mig' });
});

test('no mask makes a GPU visible twice or invents one', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('PCI_BUS_ID', 'FASTEST_FIRST'), (mask, CUDA_DEVICE_ORDER) => {
      const result = seen(mask, { CUDA_DEVICE_ORDER });
      if (result.kind !== 'visible') return;
      expect(new Set(result.gpus).size).toBe(result.gpus.length);
      for (const gpu of result.gpus) expect(gpus).toContain(gpu);
    }),
  );
});
