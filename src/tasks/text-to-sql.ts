import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { type Row, type SqlRow, sqlRows } from '../datasets/rows.ts';
import { UserError } from '../errors.ts';
import { exactMatch } from '../metrics/exact-match.ts';
import { executionAccuracy } from '../metrics/execution-accuracy.ts';
import type { SqlRows } from '../metrics/sql-value.ts';
import { type Answer, answersById, failedItems, meanScores } from './answers.ts';
import { extractSql } from './extract-sql.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import type { SqlOutcome } from './sql-query.ts';
import { openSqlRunner } from './sql-runner.ts';
import type { Task } from './task.ts';
import { taskSettings } from './task-settings.ts';

const defaultPrompt = '### Schema\n{context}\n\n### Question\n{question}\n\n### SQL\n';

/**
 * Questions about a schema, answered with a query. A query counts where it gives what the gold query gives on the
 * item's own database. An item whose gold query gives nothing to compare with, because it fails, is left out.
 *
 * @param sqlTimeoutS wall time for one query
 */
export function textToSqlTask(
  config: TaskConfig,
  dataset: readonly Row[],
  { sqlTimeoutS = 5 }: { sqlTimeoutS?: number } = {},
): Task {
  const { metrics } = taskKindDetails['text-to-sql'];
  const template = config.prompt ?? defaultPrompt;
  const rows = sqlRows(dataset);
  const items = rows.map(({ id, question, context }, i) => ({
    id,
    prompt: fillPrompt(template, { ...promptColumns(dataset[i]!, config, 'sql'), question, context }),
  }));
  const runner = openSqlRunner({ timeoutS: sqlTimeoutS });
  const golds = new Map<string, SqlOutcome>();

  const run = ({ context, setup }: SqlRow, sql: string) =>
    // A line of its own each: either text may end in a comment, or without its semicolon.
    runner.run({ setup: `${context}\n;\n${setup}`, sql });

  const goldOf = async (row: SqlRow) => {
    const gold = golds.get(row.id) ?? (await run(row, row.sql));
    golds.set(row.id, gold);
    return gold;
  };

  const scoreOf = async (row: SqlRow, gold: SqlRows, answer: Answer) => {
    if ('failure' in answer) return { 'execution-accuracy': 0, 'exact-match': 0 };
    const sql = extractSql(answer.text);
    const predicted = await run(row, sql);
    return {
      'execution-accuracy': 'rows' in predicted ? executionAccuracy(gold, predicted.rows) : 0,
      'exact-match': exactMatch(row.sql, sql),
    };
  };

  return {
    kind: 'text-to-sql',
    metrics,
    defaultMetric: metrics[0],
    items: () => items,
    comparableSettings: () => ({
      ...taskSettings(config, template, metrics),
      'sql-timeout-s': sqlTimeoutS,
    }),
    async score(predictions) {
      const answerOf = answersById(predictions);
      const scored = [];
      const itemIds = [];
      const leftOut = [];
      for (const row of rows) {
        const gold = await goldOf(row);
        if ('error' in gold) {
          leftOut.push({ id: row.id, reason: `its gold query does not run: ${gold.error}` });
          continue;
        }
        itemIds.push(row.id);
        scored.push(await scoreOf(row, gold.rows, answerOf(row.id)));
      }
      if (itemIds.length === 0) {
        throw new UserError(
          `${config.datasetPath}: none of the ${rows.length} gold queries runs on SQLite, so nothing can be scored. The first: item ${leftOut[0]?.id}, ${leftOut[0]?.reason}.`,
        );
      }
      return {
        scores: meanScores(metrics, scored),
        itemIds,
        failedItems: failedItems(itemIds, answerOf),
        leftOut,
      };
    },
    close: () => runner.close(),
  };
}
