import { expect, test } from 'vitest';
import { defaultEstimate, estimateEnergyJ } from '../../../src/energy/meter/estimate.ts';

test('an estimate is rest for the duration plus work for the CPU time', () => {
  expect(estimateEnergyJ({ durationS: 10, cpuTimeS: 4, idleW: 10, busyWPerCore: 5 })).toBe(120);
});

test('a fully busy machine of n threads is assumed at 3.5 W a thread', () => {
  const watts = defaultEstimate(8);
  expect(estimateEnergyJ({ durationS: 1, cpuTimeS: 8, ...watts })).toBeCloseTo(28, 9);
});
