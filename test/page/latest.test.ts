import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/measurement/run-summary.ts';
import { changeWorth, isClear, latestOf } from '../../src/page/latest.ts';
import { inOrder } from '../../src/page/run.ts';
import { generatedRuns } from './generated-runs.ts';

const [template] = generatedRuns(1);
const estimate = (value: number, half = 1) => ({ value, low: value - half, high: value + half });
const at = (day: number, energyJ: number | null, part: Partial<RunSummary> = {}): RunSummary => ({
  ...template!,
  run: `run-${day}`,
  createdAt: new Date(Date.UTC(2026, 2, day)).toISOString(),
  energyJPer1000Items: energyJ === null ? null : estimate(energyJ),
  score: estimate(0.5, 0.01),
  cegi: null,
  ...part,
});
const latest = (list: RunSummary[]) => latestOf(inOrder(list))[0]!;

describe('where a model stands', () => {
  it('is told by its newest run, against the run before', () => {
    const { run, before, changes, interrupted } = latest([at(1, 50), at(2, 100), at(3, 90)]);
    expect([run.run, before?.run, interrupted]).toEqual(['run-3', 'run-2', false]);
    expect(changes.energy).toEqual({ by: -10, unit: '%', apart: true, otherGrid: false, better: true });
  });

  it('is neither better nor worse where intervals overlap', () => {
    expect(latest([at(1, 100), at(2, 101)]).changes.energy).toMatchObject({ by: 1, apart: false });
  });

  it('tells a score in points, and takes more for better', () => {
    const { changes } = latest([at(1, 1), at(2, 1, { score: estimate(0.55, 0.01) })]);
    expect(changes.score).toMatchObject({ unit: 'pt', apart: true, better: true });
    expect(changes.score!.by).toBeCloseTo(5);
  });

  it('is set against the last run on the same hardware, and says that others lie between', () => {
    const { before, interrupted, changes } = latest([
      at(1, 100),
      at(2, 10, { fingerprint: 'ffffffffffffffff' }),
      at(3, 80),
    ]);
    expect([before?.run, interrupted, changes.energy?.by]).toEqual(['run-1', true, -20]);
  });

  it('has no change where a figure is unknown, or where nothing came before on this hardware', () => {
    expect(latest([at(1, null), at(2, 5)]).changes.energy).toBeNull();
    expect(latest([at(1, 5), at(2, null)]).changes).toMatchObject({ energy: null, cegi: null });
    const moved = latest([at(1, 5), at(2, 5, { fingerprint: 'ffffffffffffffff' })]);
    expect(moved).toMatchObject({ before: null, interrupted: true });
  });

  it('says of emissions and CEGI, but not of energy, that the grid is another', () => {
    const on = (intensityGPerKWh: number) => ({
      grid: { intensityGPerKWh, pue: 1 },
      emissionsGPer1000Items: estimate(intensityGPerKWh),
      cegi: estimate(intensityGPerKWh),
    });
    const { changes } = latest([at(1, 50, on(300)), at(2, 60, on(100))]);
    expect([changes.energy, changes.emissions, changes.cegi].map((change) => change!.otherGrid)).toEqual([
      false,
      true,
      true,
    ]);
    expect(isClear(changes.energy!)).toBe(true);
    expect(changeWorth(changes.emissions!)).toBe('grid changed');
    const unsaid = latest([at(1, 50, { ...on(300), grid: null }), at(2, 60, on(100))]);
    expect(unsaid.changes.emissions!.otherGrid).toBe(false);
  });

  it('has no change of CEGI between percent and points of gain', () => {
    const per = (gain: RunSummary['gain']) => ({ gain, cegi: estimate(10) });
    expect(latest([at(1, 5, per('relative')), at(2, 5, per('points'))]).changes.cegi).toBeNull();
    expect(latest([at(1, 5, per(null)), at(2, 5, per('points'))]).changes.cegi).toBeNull();
    expect(latest([at(1, 5, per('points')), at(2, 5, per('points'))]).changes.cegi).not.toBeNull();
  });

  it('has a trend from six runs on: the newer median against the older', () => {
    const runs = [10, 10, 90, 5, 5, 1].map((energyJ, day) => at(day + 1, energyJ));
    expect(latest(runs).trendPercent).toBeCloseTo(-50);
    expect(latest(runs.slice(1)).trendPercent).toBeNull();
  });
});
