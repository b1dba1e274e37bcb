import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../src/datasets/rows.ts';
import { type Measurement, mostShards } from '../src/measurement/measurement.ts';
import { shardOfTask } from '../src/shard-of-task.ts';
import { captioningTask } from '../src/tasks/captioning.ts';
import { summarizationTask } from '../src/tasks/summarization.ts';
import type { Scored, Task } from '../src/tasks/task.ts';
import { textToSqlTask } from '../src/tasks/text-to-sql.ts';
import { vqaTask } from '../src/tasks/vqa.ts';
import { joinedShards } from '../src/verdict/join-shards.ts';
import { simulatedMeasurement } from './simulators/measurement.ts';
import { predictions, taskConfig } from './tasks/task-config.ts';

const words = ['a', 'red', 'green', 'circle', 'star', 'above', 'two', 'on', 'yes', 'no'];
const text = (seed: number) =>
  Array.from({ length: 3 + (seed % 4) }, (_, i) => words[(seed * 7 + i * i * 3) % words.length]!).join(' ');
const picture = (i: number) => ({ kind: 'bytes', bytes: Uint8Array.of(i % 5) });
const rows = (length: number, row: (i: number) => Omit<Row, 'id'>): Row[] =>
  Array.from({ length }, (_, i) => ({ id: `i${i}`, ...row(i) }) as Row);

const tasks: [string, () => Task | Promise<Task>][] = [
  [
    'captioning',
    () =>
      captioningTask(
        taskConfig('captioning'),
        rows(11, (i) => ({ image: picture(i), captions: [text(i), text(i + 3)] })),
      ),
  ],
  [
    'vqa',
    () =>
      vqaTask(
        taskConfig('vqa'),
        rows(12, (i) => ({
          image: picture(i),
          question: 'What?',
          answers: Array(i % 2 ? 10 : 1).fill(i % 3 === 0 ? 'yes' : text(i)),
        })),
      ),
  ],
  [
    'summarization',
    () =>
      summarizationTask(
        taskConfig('summarization'),
        rows(10, (i) => ({ dialogue: 'A: hello', summary: text(i) })),
      ),
  ],
  [
    'text-to-sql',
    () =>
      textToSqlTask(
        taskConfig('text-to-sql'),
        rows(12, (i) => ({
          sql_prompt: 'Which?',
          sql_context: 'CREATE TABLE t (x)',
          sql_setup: `INSERT INTO t VALUES (${i % 2})`,
          db_id: `db${i % 4}`,
          sql: i === 4 ? 'SELECT nothing FROM nowhere' : 'SELECT x FROM t',
        })),
      ),
  ],
];
const answer = (id: string) => {
  const i = Number(id.slice(1));
  return i % 2 ? 'SELECT x FROM t' : i % 3 === 0 ? 'yes' : text(i + (i % 4));
};
const answersTo = (task: Task) =>
  predictions(Object.fromEntries(task.items().map(({ id }) => [id, answer(id)])));

/** A record that holds what was scored. */
function recorded(
  task: Task,
  { leftOut: leftOutItems, ...scored }: Scored,
  shard: Measurement['task']['shard'],
): Measurement {
  const record = simulatedMeasurement({ roundsJ: [], items: task.items().length });
  const settings = task.comparableSettings();
  return {
    ...record,
    ...scored,
    notes: [],
    leftOutItems,
    task: { ...record.task, metric: task.metrics[0]!, settings, shard },
  };
}

describe.each(tasks)('the shards of %s', (_, open) => {
  it('together give each item the score that it has in the whole', async () => {
    const task = await open();
    const whole = await task.score(answersTo(task));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 5 }), async (count) => {
        const parts: Measurement[] = [];
        for (let index = 1; index <= count; index++) {
          const shard = { index, count };
          const part = shardOfTask(task, shard);
          parts.push(recorded(part, await part.score(answersTo(part)), shard));
        }
        const joined = joinedShards(parts);
        if ('why' in joined) throw new Error(joined.why);
        expect(joined.itemIds.toSorted()).toEqual(whole.itemIds.toSorted());
        expect(joined.leftOutItems).toEqual(whole.leftOut);
        const clusterOf = ({ itemIds, clusters }: Pick<Scored, 'itemIds' | 'clusters'>) =>
          clusters && Object.fromEntries(itemIds.map((id, i) => [id, clusters[i]]));
        expect(clusterOf(joined)).toEqual(clusterOf(whole));
        for (const score of whole.scores) {
          const own = joined.scores.find(({ metric }) => metric === score.metric)!;
          expect([score.metric, own.value]).toEqual([score.metric, expect.closeTo(score.value, 12)]);
          const byId = (ids: string[], values: number[]) =>
            Object.fromEntries(ids.map((id, i) => [id, values[i]]));
          expect(byId(own.itemIds ?? joined.itemIds, own.perItem)).toEqual(
            byId(score.itemIds ?? whole.itemIds, score.perItem),
          );
        }
        expect(joined.task).toMatchObject({
          items: task.items().length,
          shard: null,
          settings: { shards: count },
        });
      }),
      { numRuns: 4 },
    );
    await task.close();
  });
});

describe('a shard', () => {
  const many = () =>
    summarizationTask(
      taskConfig('summarization'),
      rows(10, (i) => ({ dialogue: 'A: hi', summary: text(i) })),
    );

  it('has every so many-th item, and none is in two or in none', () => {
    const parts = [1, 2, 3].map((index) =>
      shardOfTask(many(), { index, count: 3 })
        .items()
        .map(({ id }) => id),
    );
    expect(parts[0]).toEqual(['i0', 'i3', 'i6', 'i9']);
    expect(parts.flat().toSorted()).toEqual(
      many()
        .items()
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('is no task without items', () => {
    expect(() => shardOfTask(many(), { index: 1, count: mostShards })).toThrow(
      '10 items cannot be divided into 64 shards: lower `shards`.',
    );
  });
});
