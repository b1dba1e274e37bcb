import { expect, test } from 'vitest';
import { shortestRoundS } from '../../../src/energy/meter/shortest-round.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { energyCounter } from '../../simulators/counter.ts';

const clock = new SimulatedClock();
const slow = energyCounter({ clock, powerW: 1, id: 'slow', updatePeriodS: 0.1 });
const fast = energyCounter({ clock, powerW: 1, id: 'fast', updatePeriodS: 0.001 });

test('the slowest counter sets the shortest round, at a hundred updates', () => {
  expect(shortestRoundS([fast, slow])).toBeCloseTo(10, 9);
});

test('a counter that is not added sets nothing', () => {
  expect(shortestRoundS([{ ...fast, includes: ['slow'] }, slow])).toBeCloseTo(0.1, 9);
});

test('an estimate has no ticks and needs no length', () => {
  expect(shortestRoundS([])).toBe(0);
});
