import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelResult } from '../../src/measurement/result.ts';
import { energyAndGrid, oneGridSentence } from '../../src/report/energy-and-grid.ts';
import { cases, model, result } from './result-factory.ts';

const now = result().carbon;
const stored = (then: Partial<ModelResult['baselineCarbon']>) => {
  const [compared] = cases.improvement!().models;
  return { ...compared!, baselineCarbon: { ...now, ...then } };
};

describe('a change of reported emissions', () => {
  it('is that of the energy times that of intensity × PUE', () => {
    // 176 × 1.2 g/kWh before, 146 × 1.2 now, and 12 % less energy: 0.88 × 146 / 176 = 0.73.
    const split = energyAndGrid(stored({ intensityGPerKWh: 176 }), result())!;
    expect(split.gridPercent).toBeCloseTo(-17.05, 2);
    expect(split.emissionsPercent.value).toBeCloseTo(-27, 6);
  });

  it('is made up of both parts, whatever they are', () => {
    const positive = fc.double({ min: 1, max: 2000, noNaN: true });
    const factor = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(positive, factor, (intensityGPerKWh, pue) => {
        const split = energyAndGrid(stored({ intensityGPerKWh, pue }), result());
        if (!split) return;
        const { energyPercent, gridPercent, emissionsPercent } = split;
        for (const bound of ['low', 'value', 'high'] as const) {
          const product = (1 + energyPercent[bound] / 100) * (1 + gridPercent / 100);
          expect(1 + emissionsPercent[bound] / 100).toBeCloseTo(product, 9);
        }
      }),
    );
  });

  it.each([
    ['the grid did not change', stored({})],
    ['intensity and PUE made up for each other', stored({ intensityGPerKWh: 73, pue: 2.4 })],
    ['the grid emitted nothing', stored({ intensityGPerKWh: 0 })],
    ['both sides are of one run', { ...model(), baselineCarbon: { ...now, intensityGPerKWh: 176 } }],
    ['nothing is known of the grid', { ...stored({}), baselineCarbon: null }],
    ['no energy was compared', { ...stored({ pue: 2 }), change: { ...model().change, energyPercent: null } }],
  ])('is not taken apart where %s', (_, of) => {
    expect(energyAndGrid(of, result())).toBeNull();
  });
});

describe('the line on one intensity', () => {
  it('names it with its source', () => {
    expect(oneGridSentence(cases.regression!())).toMatch(
      /both sides are taken at 146 g CO2e\/kWh × PUE 1\.2 \(annual average of ESP in 2024.*\)\.$/,
    );
  });

  it('is left out where nothing was compared', () => {
    expect(oneGridSentence(cases['no-baseline']!())).toBe('');
  });
});
