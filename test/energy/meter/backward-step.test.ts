import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyStep, maxPowerW, type StepLimits } from '../../../src/energy/meter/backward-step.ts';
import { domains } from '../../../src/measurement/measurement.ts';

const rangeJ = 262_143;
const rapl: StepLimits = { wrapsAtJ: rangeJ, updatePeriodS: 0.001, maxPowerW: 2000 };
const nvml: StepLimits = { wrapsAtJ: null, updatePeriodS: 0.1, maxPowerW: 3000 };

const step = (fromJ: number, toJ: number, elapsedS: number, limits: StepLimits) =>
  classifyStep({ valueJ: fromJ, firstSeenS: 50, lastSeenS: 50 }, toJ, 50 + elapsedS, limits);

test('a step forward is the energy between the two values', () => {
  expect(step(1000, 1030, 0.1, nvml)).toEqual({ kind: 'forward', energyJ: 30 });
});

test('an unchanged value is a step forward of nothing', () => {
  expect(step(1000, 1000, 0.1, nvml)).toEqual({ kind: 'forward', energyJ: 0 });
});

test('a step back past the end of the range is a wrap and adds the range once', () => {
  expect(step(rangeJ - 10, 20, 0.1, rapl)).toEqual({ kind: 'wrap', energyJ: 30 });
});

test('a step back that would need more power than there is is no wrap but a reset', () => {
  expect(step(rangeJ / 2, 20, 0.1, rapl)).toEqual({ kind: 'reset' });
});

test('a counter without a known range never wraps', () => {
  expect(step(rangeJ - 10, 20, 0.1, { ...rapl, wrapsAtJ: null })).toEqual({ kind: 'reset' });
});

test('a step back to zero is a reset, however small it is', () => {
  expect(step(5, 0, 0.1, nvml)).toEqual({ kind: 'reset' });
});

test('a small step back, far from zero, is a glitch', () => {
  expect(step(50_000, 49_990, 0.1, nvml)).toEqual({ kind: 'glitch' });
});

test('a step forward that no power could make is a jump', () => {
  expect(step(1000, 2 ** 32, 0.1, nvml)).toEqual({ kind: 'jump' });
});

test('a silence long enough for a whole wrap is a gap, even where the value went forward', () => {
  expect(step(1000, 2000, 200, rapl)).toEqual({ kind: 'gap' });
});

test('a counter that stood still may catch up at once', () => {
  const stood = { valueJ: 1000, firstSeenS: 40, lastSeenS: 50 };
  expect(classifyStep(stood, 4000, 50.1, nvml)).toEqual({ kind: 'forward', energyJ: 3000 });
});

test('what really was used is what a step gives, across wraps, at every power a source can have', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: rangeJ, maxExcluded: true, noNaN: true }),
      fc.double({ min: 0, max: 2000, noNaN: true }),
      fc.double({ min: 0.001, max: 60, noNaN: true }),
      (fromJ, powerW, elapsedS) => {
        const usedJ = powerW * elapsedS;
        const seen = step(fromJ, (fromJ + usedJ) % rangeJ, elapsedS, rapl);
        expect(['forward', 'wrap']).toContain(seen.kind);
        expect('energyJ' in seen && Math.abs(seen.energyJ - usedJ)).toBeLessThan(1e-6);
      },
    ),
  );
});

test('no step gives negative energy or more than the source can draw', () => {
  const value = fc.double({ min: 0, max: 300_000, noNaN: true });
  fc.assert(
    fc.property(
      value,
      value,
      fc.double({ min: 0, max: 1000, noNaN: true }),
      fc.constantFrom(rapl, nvml),
      (a, b, s, limits) => {
        const seen = step(a, b, s, limits);
        if (!('energyJ' in seen)) return;
        expect(seen.energyJ).toBeGreaterThanOrEqual(0);
        expect(seen.energyJ).toBeLessThanOrEqual((s + 2 * limits.updatePeriodS) * limits.maxPowerW + 1e-6);
      },
    ),
  );
});

test('every domain has a ceiling above the hungriest part on sale', () => {
  for (const domain of domains) expect(maxPowerW[domain]).toBeGreaterThanOrEqual(1000);
});
