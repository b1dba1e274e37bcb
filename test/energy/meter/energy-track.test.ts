import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StepLimits } from '../../../src/energy/meter/backward-step.ts';
import { advance, startTrack } from '../../../src/energy/meter/energy-track.ts';

const rangeJ = 1000;
const wrapping: StepLimits = { wrapsAtJ: rangeJ, updatePeriodS: 0.001, maxPowerW: 2000 };
const endless: StepLimits = { wrapsAtJ: null, updatePeriodS: 0.02, maxPowerW: 3000 };

/** Folds readings a tenth of a second apart. */
function follow(values: readonly number[], limits: StepLimits) {
  const [first = 0, ...rest] = values;
  return rest.reduce(
    (track, valueJ, index) => advance(track, valueJ, 10 + (index + 1) * 0.1, limits),
    startTrack(first, 10),
  );
}

function cumulative(originJ: number, increments: readonly number[]): number[] {
  const totals = [originJ];
  for (const incrementJ of increments) totals.push((totals.at(-1) as number) + incrementJ);
  return totals;
}

test('a wrapped counter adds its range once', () => {
  const track = follow([940, 970, 0, 30, 60], wrapping);
  expect(track).toMatchObject({ usedJ: 120, wraps: 1, voided: null });
});

test('two wraps add the range twice', () => {
  const values = Array.from({ length: 25 }, (_, index) => (900 + index * 90) % rangeJ);
  const track = follow(values, wrapping);
  expect(track).toMatchObject({ usedJ: 24 * 90, wraps: 3, voided: null });
});

test('a glitch adds nothing, and neither does the way back up', () => {
  const track = follow([50_000, 50_030, 50_020, 50_090, 50_120], endless);
  expect(track).toMatchObject({ usedJ: 120, glitches: 1, voided: null, behind: null });
});

test('a step back that stays is a reset', () => {
  const values = [50_000, ...Array.from({ length: 15 }, () => 49_990)];
  expect(follow(values, endless).voided).toBe('the counter was set back while it was being read');
});

test('a reset voids for good, whatever is read later', () => {
  const track = follow([5000, 5030, 0, 30, 5060], endless);
  expect(track.voided).toBe('the counter was reset (5030.000 J → 0.000 J)');
  expect(track.usedJ).toBe(30);
});

test('a step back without a known range voids instead of guessing a wrap', () => {
  expect(follow([940, 970, 0, 30], { ...wrapping, wrapsAtJ: null }).voided).toContain('reset');
});

test('readings of any power, with any wraps between them, add up to what was used', () => {
  const powers = fc.array(fc.double({ min: 0, max: 2000, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(powers, fc.double({ min: 0, max: 999, noNaN: true }), (watts, originJ) => {
      const totals = cumulative(
        originJ,
        watts.map((powerW) => powerW * 0.1),
      );
      const track = follow(
        totals.map((totalJ) => totalJ % rangeJ),
        wrapping,
      );
      expect(track.voided).toBeNull();
      expect(track.usedJ).toBeCloseTo((totals.at(-1) as number) - originJ, 6);
    }),
  );
});

test('a counter that goes on from a step back in its usual steps has lost energy, and voids', () => {
  const usual = Array.from({ length: 8 }, (_, index) => 50_000 + 30 * index);
  const lost = Array.from({ length: 8 }, (_, index) => 50_120 + 30 * index);
  expect(follow([...usual, ...lost], endless).voided).toBe(
    'the counter was set back while it was being read',
  );
});

const steadyJ = fc.array(fc.integer({ min: 10, max: 30 }), { minLength: 8, maxLength: 30 });

test('one reading set back and recovered changes nothing', () => {
  fc.assert(
    fc.property(steadyJ, fc.nat(), fc.integer({ min: 60, max: 100 }), (increments, where, backJ) => {
      const values = cumulative(100_000, increments);
      const at = 4 + (where % (values.length - 5));
      const glitched = values.slice();
      glitched[at] = values[at]! - backJ;
      const track = follow(glitched, endless);
      expect(track.voided).toBeNull();
      expect(track.usedJ).toBe(values.at(-1)! - values[0]!);
    }),
  );
});

test('a counter that is set back for good is void, or in doubt by as much as it lost but for one reading', () => {
  fc.assert(
    fc.property(steadyJ, fc.nat(), fc.integer({ min: 1, max: 110 }), (increments, where, backJ) => {
      const values = cumulative(100_000, increments);
      const at = 4 + (where % (values.length - 5));
      const track = follow(
        values.map((valueJ, index) => (index < at ? valueJ : valueJ - backJ)),
        endless,
      );
      const truthJ = values.at(-1)! - values[0]!;
      if (track.voided === null && track.behind === null) {
        expect(Math.abs(track.usedJ - truthJ)).toBeLessThanOrEqual(track.doubtJ + Math.max(...increments));
      }
    }),
    { numRuns: 500 },
  );
});
