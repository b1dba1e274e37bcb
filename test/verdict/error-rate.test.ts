import { describe, expect, it } from 'vitest';
import { energyCell, type Way } from '../../bench/support/gate/energy-cell.ts';
import { noiseModels } from '../../bench/support/gate/noise.ts';

// The bench of the gate asks the same with many more trials. What is promised here has room for their small number: of
// 300 trials that each err with 2.5 %, more than 16 do so once in a thousand times.
const trials = 300;
const ways: [string, Way][] = [
  ['side by side', { mode: 'side-by-side' }],
  ['against a stored baseline with a history', { mode: 'stored', earlierRuns: 9 }],
];
const cell = (noise: number, way: Way, effectPercent: number) =>
  energyCell({ kind: 'energy', noise, way, effectPercent, trials });
const threePercent = noiseModels.findIndex(({ name }) => name === 'independent 3 %');

describe.each(ways)('%s', (_, way) => {
  it.each(noiseModels.map(({ name }, noise): [string, number] => [name, noise]))(
    'with noise that is %s, what did not change never fails, and the limit itself seldom does',
    (_name, noise) => {
      expect(cell(noise, way, 0).fails).toBeLessThanOrEqual(1 / trials);
      const atLimit = cell(noise, way, 5);
      expect(atLimit.fails).toBeLessThanOrEqual(16 / trials);
      expect(atLimit.covered).toBeGreaterThan(0.9);
    },
  );

  it('finds +10 % and −10 % in noise of 3 %', () => {
    expect(cell(threePercent, way, 10).fails).toBeGreaterThan(0.95);
    const better = cell(threePercent, way, -10);
    expect(better.fails).toBe(0);
    expect(better.improvements).toBeGreaterThan(0.95);
  });
});

it('without a history no small change is decided, and a large one is', () => {
  const way: Way = { mode: 'stored', earlierRuns: 0 };
  expect(cell(threePercent, way, 0).inconclusive).toBeGreaterThan(0.9);
  expect(cell(threePercent, way, 60).fails).toBeGreaterThan(0.95);
});
