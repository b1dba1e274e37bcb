import { expect, test } from 'vitest';
import {
  averagesPower,
  countsItsModule,
  mayCountItsModule,
  sensingOf,
} from '../../../../src/energy/counters/nvml/models.ts';

const [turing, ampere, hopper] = [6, 7, 9];

test.each(['NVIDIA A100-SXM4-80GB', 'NVIDIA A100 80GB PCIe', 'NVIDIA H100 80GB HBM3', 'NVIDIA H100 PCIe'])(
  '%s was found to sense a quarter of the time',
  (name) => {
    expect(sensingOf(name)).toEqual({
      sensedShare: 0.25,
      caution: 'senses its power only a quarter of the time (arXiv 2312.02741)',
    });
  },
);

test.each([
  ['NVIDIA A30', 'A100'],
  ['NVIDIA A800-SXM4-80GB', 'A100'],
  ['NVIDIA H200', 'H100'],
  ['NVIDIA H20', 'H100'],
  ['NVIDIA GH200 480GB', 'H100'],
])('%s, which was not studied, is taken to be like the %s', (name, model) => {
  expect(sensingOf(name)).toMatchObject({
    sensedShare: 0.25,
    caution: expect.stringContaining(`the chip of an ${model}`),
  });
});

test('a V100 senses half of the time', () => {
  expect(sensingOf('Tesla V100-SXM2-16GB')?.sensedShare).toBe(0.5);
});

test.each([
  'NVIDIA GeForce RTX 3090',
  'NVIDIA A10',
  'NVIDIA A10G',
  'NVIDIA RTX A3000',
  'NVIDIA L4',
  'NVIDIA B200',
])('nothing is said of %s, of which nothing is known', (name) => {
  expect(sensingOf(name)).toBeNull();
});

test('power is averaged from Ampere on, except by a GA100', () => {
  expect(averagesPower('NVIDIA GeForce RTX 2080 Ti', turing)).toBe(false);
  expect(averagesPower('NVIDIA GeForce RTX 3090', ampere)).toBe(true);
  expect(averagesPower('NVIDIA A100-SXM4-80GB', ampere)).toBe(false);
  expect(averagesPower('NVIDIA A30', ampere)).toBe(false);
  expect(averagesPower('NVIDIA H100 PCIe', hopper)).toBe(true);
});

test('a driver too old to name an architecture is older than those that average', () => {
  expect(averagesPower('Tesla P100-PCIE-16GB', null)).toBe(false);
});

test('of the GPUs that share a module with a CPU, only one is known to count it', () => {
  expect(countsItsModule('NVIDIA GH200 480GB')).toBe(true);
  expect(countsItsModule('NVIDIA GB200')).toBe(false);
  expect(mayCountItsModule('NVIDIA GB200')).toBe(true);
  expect(mayCountItsModule('NVIDIA GB300')).toBe(true);
  expect(mayCountItsModule('NVIDIA B200')).toBe(false);
  expect(mayCountItsModule('NVIDIA H100 80GB HBM3')).toBe(false);
});
