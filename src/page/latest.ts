import type { Estimate } from '../measurement/result.ts';
import { energy, gridsDiffer, type Measure, measures } from './measures.ts';
import { byName, groupOf, type Run } from './run.ts';

/** How a figure moved between two runs. */
export interface Change {
  /** Percent; points for a score. */
  by: number;
  unit: '%' | 'pt';
  /** Whether the two 95 % intervals have nothing in common. */
  apart: boolean;
  /** Whether it follows a grid that changed as well. */
  otherGrid: boolean;
  better: boolean;
}

/** Where a model stands. */
export interface Latest {
  run: Run;
  /** The last run before it on the same hardware, with the same task and metric; null where there is none. */
  before: Run | null;
  /** Whether runs on other hardware (or another task or metric) lie between. */
  interrupted: boolean;
  changes: Record<Measure['key'], Change | null>;
  /** The last runs that can be compared with it and have a known energy, oldest first, itself included. */
  recent: Run[];
  /** Of energy over `recent`: the newer half's median against the older half's; null where they are too few. */
  trendPercent: number | null;
}

const mostRecent = 20;
const fewestForTrend = 6;

/** The latest run of every model, in the order of their ids. `runs` from the oldest to the newest. */
export function latestOf(runs: readonly Run[]): Latest[] {
  const byModel = new Map<string, Run[]>();
  for (const run of runs) {
    const all = byModel.get(run.model);
    if (all) all.push(run);
    else byModel.set(run.model, [run]);
  }
  return [...byModel.keys()].sort(byName).map((model) => {
    const all = byModel.get(model)!;
    const run = all.at(-1)!;
    const comparable = all.filter((other) => groupOf(other) === groupOf(run));
    const before = comparable.at(-2) ?? null;
    const recent = comparable.filter((other) => energy.of(other)).slice(-mostRecent);
    return {
      run,
      before,
      interrupted: all.length > 1 && all.at(-2) !== before,
      changes: Object.fromEntries(
        measures.map((measure) => [measure.key, before && changeOf(measure, before, run)]),
      ) as Latest['changes'],
      recent,
      trendPercent: trendOf(recent.map((each) => energy.of(each)!.value)),
    };
  });
}

function changeOf(measure: Measure, before: Run, after: Run): Change | null {
  const [old, now] = [measure.of(before), measure.of(after)];
  if (!old || !now || measure.scale(before) !== measure.scale(after)) return null;
  const points = measure.key === 'score';
  if (!points && !(old.value > 0)) return null;
  const by = points ? now.value - old.value : (100 * (now.value - old.value)) / old.value;
  return {
    by,
    unit: points ? 'pt' : '%',
    apart: areApart(old, now),
    otherGrid: measure.ofGrid && gridsDiffer(before, after),
    better: measure.better === 'lower' ? by < 0 : by > 0,
  };
}

/** Whether a change is one of the model: its intervals lie apart, and the grid is the same. */
export const isClear = ({ apart, otherGrid }: Change) => apart && !otherGrid;

/** What a change is worth: better or worse only where it is clear. */
export function changeWorth(change: Change): string {
  if (isClear(change)) return change.better ? 'better' : 'worse';
  return change.otherGrid ? 'grid changed' : 'within intervals';
}

const areApart = (a: Estimate, b: Estimate) => a.high < b.low || b.high < a.low;

function trendOf(values: readonly number[]): number | null {
  if (values.length < fewestForTrend) return null;
  const half = Math.floor(values.length / 2);
  const [older, newer] = [median(values.slice(0, half)), median(values.slice(-half))];
  return older > 0 ? (100 * (newer - older)) / older : null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
