import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Prediction } from '../../src/evaluators/evaluator.ts';
import { harnessTask } from '../../src/tasks/harness.ts';
import { taskConfig } from './task-config.ts';

const strict = 'exact_match,strict-match';
const task = harnessTask(
  taskConfig('harness', { datasetPath: '', metric: strict, metrics: [strict, 'f1,none'] }),
);
const prediction = (id: string, scores?: Record<string, number>, failure?: string): Prediction => ({
  id,
  text: '',
  generatedTokens: null,
  ...(scores === undefined ? {} : { scores }),
  ...(failure === undefined ? {} : { failure }),
});

describe("a harness's own task", () => {
  it('has no items of its own', () => {
    expect(task.items()).toEqual([]);
  });

  it('has the mean of what the harness gave each item, in its order', async () => {
    const { scores, itemIds } = await task.score({
      predictions: [
        prediction('b', { [strict]: 1, 'f1,none': 0.5 }),
        prediction('a', { [strict]: 0, 'f1,none': 1 }),
      ],
      reportedScores: { [strict]: 0.5, perplexity: 12 },
    });
    expect(itemIds).toEqual(['b', 'a']);
    expect(scores).toEqual([
      { metric: strict, value: 0.5, perItem: [1, 0] },
      { metric: 'f1,none', value: 0.75, perItem: [0.5, 1] },
    ]);
  });

  it('names the items of a score that not all have, and leaves out one that none has', async () => {
    const { scores } = await task.score({
      predictions: [
        prediction('a', { [strict]: 1 }),
        prediction('b', { acc: 0 }),
        prediction('c', { [strict]: 0 }),
      ],
    });
    expect(scores).toEqual([{ metric: strict, value: 0.5, perItem: [1, 0], itemIds: ['a', 'c'] }]);
  });

  it('scores 0 an item that failed without scores, as it scores one that the harness scored 0', async () => {
    const { scores, failedItems } = await task.score({
      predictions: [prediction('a', { [strict]: 1 }), prediction('b', undefined, 'timed out')],
    });
    expect(scores).toEqual([{ metric: strict, value: 0.5, perItem: [1, 0] }]);
    expect(failedItems).toEqual([{ id: 'b', reason: 'timed out' }]);
  });

  it('of several tasks has the scores of each over its own items', async () => {
    const several = harnessTask(taskConfig('harness', { metric: 'b/acc', metrics: ['b/acc', 'a/acc'] }));
    const { scores, itemIds } = await several.score({
      predictions: [
        prediction('a/0', { 'a/acc': 1 }),
        prediction('b/0', { 'b/acc': 0 }),
        prediction('b/1', { 'b/acc': 1 }),
      ],
    });
    expect(itemIds).toEqual(['a/0', 'b/0', 'b/1']);
    expect(scores).toEqual([
      { metric: 'b/acc', value: 0.5, perItem: [0, 1], itemIds: ['b/0', 'b/1'] },
      { metric: 'a/acc', value: 1, perItem: [1], itemIds: ['a/0'] },
    ]);
  });

  it('never takes what every object has for a score', async () => {
    for (const metric of ['constructor', 'toString', '__proto__']) {
      const hostile = harnessTask(taskConfig('harness', { metric, metrics: [metric] }));
      await expect(hostile.score({ predictions: [prediction('a', { acc: 1 })] })).rejects.toThrow(
        `the harness gives no score "${metric}"; there are: acc.`,
      );
    }
  });

  it('keeps the reason of an item that failed', async () => {
    const { failedItems } = await task.score({
      predictions: [prediction('a', { [strict]: 1 }), prediction('b', { [strict]: 0 }, 'timed out')],
    });
    expect(failedItems).toEqual([{ id: 'b', reason: 'timed out' }]);
  });

  it.each([
    ['answers nothing', [], {}, 'the harness answered no items'],
    [
      'gives other scores',
      [prediction('a', { acc: 1, 'f1,none': 1 })],
      {},
      `the harness gives no score "${strict}"; there are: acc; f1,none. Name one under the task's metric.`,
    ],
    ['gives no scores', [prediction('a')], {}, 'its items have no scores'],
    [
      'gives an item no number',
      [prediction('a', { [strict]: 1 }), prediction('b', { [strict]: Number.NaN })],
      {},
      `the harness gives item "b" no number as ${strict}, but NaN`,
    ],
    [
      'gives an item no finite number',
      [prediction('a', { [strict]: Number.POSITIVE_INFINITY })],
      {},
      `the harness gives item "a" no number as ${strict}, but Infinity`,
    ],
    [
      'reports no number',
      [prediction('a', { [strict]: 1 })],
      { [strict]: Number.NaN },
      `the harness reports ${strict} as NaN, which is not the mean`,
    ],
    [
      'reports what is no mean of its items',
      [prediction('a', { [strict]: 1 }), prediction('b', { [strict]: 0 })],
      { [strict]: 0.41 },
      `the harness reports ${strict} as 0.41, which is not the mean of its items' 0.5`,
    ],
  ])('that %s is refused', async (_, predictions, reportedScores, message) => {
    const scored = task.score({ predictions, reportedScores });
    await expect(scored).rejects.toThrow(message);
    await expect(scored).rejects.toThrow(UserError);
  });
});
