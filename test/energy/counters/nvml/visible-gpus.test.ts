import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleGpus } from '../../../../src/energy/counters/nvml/visible-gpus.ts';

const a = { uuid: 'GPU-aaaa1111', pciAddress: 30 };
const b = { uuid: 'GPU-bbbb2222', pciAddress: 10 };
const c = { uuid: 'GPU-bbbb3333', pciAddress: 20 };
const gpus = [a, b, c];
/** What is visible, without the entry at which the list ended. */
const visible = (...gpus: { uuid: string }[]) => expect.objectContaining({ kind: 'visible', gpus });
const seen = (CUDA_VISIBLE_DEVICES?: string, more = {}) =>
  visibleGpus(gpus, { CUDA_VISIBLE_DEVICES, ...more });

test('without a mask every GPU is visible', () => {
  expect(seen(undefined)).toEqual(visible(...gpus));
});

test('an empty mask hides every GPU', () => {
  expect(seen('')).toEqual(visible());
});

test('UUIDs name GPUs, whole or cut short', () => {
  expect(seen('GPU-bbbb3333,GPU-aaaa')).toEqual(visible(c, a));
});

test('a UUID cut so short that it fits two GPUs names none', () => {
  expect(seen('GPU-aaaa,GPU-bbbb,GPU-bbbb3333')).toEqual(visible(a));
});

test('indices among several GPUs are not guessed', () => {
  expect(seen('0')).toEqual({ kind: 'unordered' });
});

test('indices in the order of the bus are counted along the bus, not along NVML', () => {
  expect(seen('0,2', { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })).toEqual(visible(b, a));
});

test('indices that name every GPU need no order', () => {
  expect(seen('2,0,1')).toEqual(visible(a, b, c));
  expect(seen('0,1,2,7')).toEqual({ kind: 'visible', gpus: [b, c, a], unknown: '7' });
  expect(seen('0,1,1')).toEqual({ kind: 'unordered' });
});

test('a UUID does not stand in for an index, whose GPU may be the same', () => {
  expect(seen('0,1,GPU-aaaa1111')).toEqual({ kind: 'unordered' });
});

test('where CUDA may count other GPUs, no index can be told', () => {
  const order = { CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  expect(visibleGpus([a], order, { allCount: false })).toEqual({ kind: 'unordered' });
  expect(visibleGpus([a], { CUDA_VISIBLE_DEVICES: 'GPU-aaaa1111' }, { allCount: false })).toEqual(visible(a));
});

test('an index of the only GPU needs no order', () => {
  expect(visibleGpus([a], { CUDA_VISIBLE_DEVICES: '0' })).toEqual(visible(a));
});

test('the list ends at the first entry that names nothing', () => {
  const order = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' };
  expect(seen('0,-1,1', order)).toEqual(visible(b));
  expect(seen('NoDevFiles')).toEqual(visible());
});

test('the entry at which the list ends is told', () => {
  expect(seen('GPU-aaaa1111,GPU-9,GPU-bbbb2222')).toEqual({ kind: 'visible', gpus: [a], unknown: 'GPU-9' });
  expect(seen('GPU-aaaa1111')).toEqual({ kind: 'visible', gpus: [a], unknown: null });
});

test('a slice is recognised', () => {
  expect(seen('MIG-GPU-aaaa1111/1/0')).toEqual({ kind: 'mig' });
  expect(seen('MIG-6a0d2b7f-0000-5555-9999-4f1f9f2f3a5b')).toEqual({ kind: 'mig' });
  expect(seen('GPU-aaaa1111,MIG-6a0d2b7f-0000-5555-9999-4f1f9f2f3a5b')).toEqual({ kind: 'mig' });
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
