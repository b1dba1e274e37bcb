import { UserError } from '../errors.ts';
import { exactMatch } from '../metrics/exact-match.ts';
import { executionAccuracy } from '../metrics/execution-accuracy.ts';
import { rVes, rVesOfSteps } from '../metrics/r-ves.ts';
import type { SqlRows } from '../metrics/sql-value.ts';
import { testSuiteAccuracy } from '../metrics/test-suite-accuracy.ts';
import { testSuiteQueries } from '../metrics/test-suite-query.ts';
import { ves, vesOfSteps } from '../metrics/ves.ts';
import type { SqlAnswer, SqlCosts, SqlDatabase, SqlFailure, SqlOutcome, SqlTimes } from './sql-query.ts';
import type { SqlRunner } from './sql-runner.ts';

/** An item with what its queries are asked of. */
export interface SqlItem {
  id: string;
  gold: string;
  database: SqlDatabase;
  /** Databases on which Spider's rule wants both queries to agree, and what messages call them. */
  suite: readonly { database: SqlDatabase; shown: string }[];
}

/** What an item's gold query gives, or why the item cannot be scored. */
export type GoldAnswers = { main: SqlAnswer; suite: readonly SqlAnswer[] } | { leftOut: string };

export interface SqlScores {
  goldOf(item: SqlItem): Promise<GoldAnswers>;
  /** A fraction for each metric. */
  scoresOf(
    item: SqlItem,
    gold: Exclude<GoldAnswers, { leftOut: string }>,
    sql: string,
  ): Promise<Record<string, number>>;
}

/** Metrics that take a timed comparison, and how they read one. */
const ofTimes = {
  ves: (costs: SqlCosts) => ves(seconds(costs, 'firstRowS')),
  'r-ves': (costs: SqlCosts) => rVes(seconds(costs, 'allRowsS')),
} as const;
const ofSteps = {
  'ves-steps': ({ steps }: SqlCosts) => vesOfSteps(steps),
  'r-ves-steps': ({ steps }: SqlCosts) => rVesOfSteps(steps),
} as const;

export const timedMetrics: readonly string[] = Object.keys(ofTimes);
/** Metrics that compare what two correct queries cost. */
export const efficiencyMetrics: readonly string[] = Object.keys({ ...ofTimes, ...ofSteps });

/** Gold answers are kept for the next model while they have no more values in all. */
const maxKeptValues = 2_000_000;

/**
 * Runs queries and scores what they give.
 *
 * @param judging the metric that judges: an item on which it cannot be computed is left out
 * @param repetitions how often a query is timed
 */
export function sqlScores(
  runner: SqlRunner,
  { metrics, judging, repetitions }: { metrics: readonly string[]; judging: string; repetitions: number },
): SqlScores {
  const kept = new Map<string, SqlOutcome>();
  let spareValues = maxKeptValues;
  const costFunctions = Object.entries({ ...ofTimes, ...ofSteps }).filter(([metric]) =>
    metrics.includes(metric),
  );
  const isTimed = metrics.some((metric) => timedMetrics.includes(metric));

  /** @param which names the query among those of its item */
  const goldOn = async (database: SqlDatabase, sql: string, which: string) => {
    const known = kept.get(which);
    if (known) return known;
    const outcome = await runner.run({ database, sql });
    const values = 'rows' in outcome ? valuesIn(outcome.rows) : 1;
    if (values <= spareValues) {
      spareValues -= values;
      kept.set(which, outcome);
    }
    return outcome;
  };

  const agreesOnSuite = async (item: SqlItem, gold: readonly SqlAnswer[], sql: string) => {
    const { predicted, ordered } = testSuiteQueries(item.gold, sql);
    for (const [i, { database }] of item.suite.entries()) {
      const outcome = refuseUnopened(item.id, await runner.run({ database, sql: predicted }));
      if ('error' in outcome || testSuiteAccuracy(gold[i]!.rows, outcome.rows, ordered) === 0) return 0;
    }
    return 1;
  };

  const compare = async ({ database, gold }: SqlItem, predicted: string) =>
    runner.compare({ database, gold, predicted, repetitions: isTimed ? repetitions : 0 });

  const efficiencyOf = async (item: SqlItem, predicted: string) => {
    const costs = refuseUnopened(item.id, await compare(item, predicted));
    return Object.fromEntries(
      costFunctions.map(([metric, of]) => [metric, 'error' in costs ? 0 : of(costs)]),
    );
  };

  /** Why what a gold query costs cannot be had, or null. */
  const uncounted = new Map<string, string | null>();
  const whyUncounted = async (item: SqlItem) => {
    const known = uncounted.get(item.id);
    if (known !== undefined) return known;
    const { database, gold } = item;
    const costs = await runner.compare({ database, gold, predicted: gold, repetitions: 0 });
    const reason = 'error' in costs ? costs.error : null;
    uncounted.set(item.id, reason);
    return reason;
  };

  return {
    async goldOf(item) {
      const main = await goldOn(item.database, item.gold, `${item.id}\n`);
      if ('error' in main) return { leftOut: `its gold query does not run: ${main.error}` };
      if (main.notUtf8 && judging !== 'test-suite-accuracy') {
        return { leftOut: 'its gold query gives text that is not UTF-8' };
      }
      const reason = costFunctions.length > 0 ? await whyUncounted(item) : null;
      if (reason !== null) return { leftOut: `what its gold query costs cannot be had: ${reason}` };
      const suite: SqlAnswer[] = [];
      if (metrics.includes('test-suite-accuracy')) {
        const { gold } = testSuiteQueries(item.gold, '');
        for (const [i, { database, shown }] of item.suite.entries()) {
          const outcome = await goldOn(database, gold, `${item.id}\n${i}`);
          if ('error' in outcome) {
            return { leftOut: `its gold query does not run on ${shown}: ${outcome.error}` };
          }
          suite.push(outcome);
        }
      }
      return { main, suite };
    },
    async scoresOf(item, gold, sql) {
      const scores: Record<string, number> = { 'exact-match': exactMatch(item.gold, sql) };
      const predicted = refuseUnopened(item.id, await runner.run({ database: item.database, sql }));
      scores['execution-accuracy'] = sameRows(gold.main, predicted);
      if (metrics.includes('test-suite-accuracy')) {
        scores['test-suite-accuracy'] = await agreesOnSuite(item, gold.suite, sql);
      }
      if (costFunctions.length > 0) {
        const correct = scores['execution-accuracy'] === 1;
        const none = Object.fromEntries(costFunctions.map(([metric]) => [metric, 0]));
        Object.assign(scores, correct ? await efficiencyOf(item, sql) : none);
      }
      return scores;
    },
  };
}

/** A prediction is not wrong because of a file that is no longer there. */
function refuseUnopened<T extends object>(item: string, outcome: T | SqlFailure): T | SqlFailure {
  if ('unopened' in outcome) throw new UserError(`Item ${item} cannot be scored: ${outcome.error}.`);
  return outcome;
}

/** BIRD's reading fails on text that is not UTF-8, and what fails scores 0. */
function sameRows(gold: SqlAnswer, predicted: SqlOutcome): number {
  if ('error' in predicted || gold.notUtf8 || predicted.notUtf8) return 0;
  return executionAccuracy(gold.rows, predicted.rows);
}

function valuesIn(rows: SqlRows): number {
  return 1 + rows.length * (rows[0]?.length ?? 0);
}

function seconds({ times }: SqlCosts, which: keyof SqlTimes) {
  return times.map(({ gold, predicted }) => ({ goldS: gold[which], predictedS: predicted[which] }));
}
