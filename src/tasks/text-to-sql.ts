import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { type Row, sqlRows } from '../datasets/rows.ts';
import { UserError } from '../errors.ts';
import { answersById, failedItems, meanScores } from './answers.ts';
import { clustersOf } from './clusters.ts';
import { extractSql } from './extract-sql.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import { sqlDatabasesOf } from './sql-item-databases.ts';
import { openSqlRunner, type SqlRunner } from './sql-runner.ts';
import { efficiencyMetrics, type SqlItem, sqlScores, timedMetrics } from './sql-scores.ts';
import type { Task } from './task.ts';
import { taskSettings } from './task-settings.ts';

const defaultPrompt = '### Schema\n{context}\n\n### Question\n{question}\n\n### SQL\n';
const promptWithEvidence =
  '### Schema\n{context}\n\n### Evidence\n{evidence}\n\n### Question\n{question}\n\n### SQL\n';

/** What BIRD allows for one query on its databases. */
const fileTimeoutS = 30;
const scriptTimeoutS = 5;

/**
 * Questions about a schema, answered with a query. A query counts where it gives what the gold query gives on the item's
 * own database: one that the dataset's SQL makes, or files of the task's folder of databases. An item whose gold query
 * gives nothing to compare with, because it fails, is left out.
 *
 * @param sqlTimeoutS wall time for one query
 * @param sqlRepetitions how often a query is timed where a timed metric asks for it
 * @throws UserError for a database that is not there or cannot be read
 */
export async function textToSqlTask(
  config: TaskConfig,
  dataset: readonly Row[],
  {
    sqlTimeoutS = config.databases ? fileTimeoutS : scriptTimeoutS,
    sqlRepetitions = 10,
  }: { sqlTimeoutS?: number; sqlRepetitions?: number } = {},
): Promise<Task> {
  const { metrics, metric: judging } = config;
  const runner = openSqlRunner({ timeoutS: sqlTimeoutS });
  const prepare = async () => {
    if (metrics.some((metric) => efficiencyMetrics.includes(metric))) await refuseUncounted(runner);
    const databases = await sqlDatabasesOf(config, dataset, runner);
    const rows = sqlRows(dataset).map((row, i) => ({ ...row, ...databases.of[i]! }));
    const prompts = rows.map(({ id, question, context, evidence }, i) => {
      const template = config.prompt ?? (evidence === '' ? defaultPrompt : promptWithEvidence);
      const columns = { ...promptColumns(dataset[i]!, config, 'sql'), question, context, evidence };
      return { id, prompt: fillPrompt(template, columns) };
    });
    return { digest: databases.digest, rows, prompts };
  };
  const { digest, rows, prompts } = await prepare().catch(async (error) => {
    await runner.close();
    throw error;
  });
  const items = rows.map(({ id, sql, database, suite }): SqlItem => ({ id, gold: sql, database, suite }));
  const databaseIdOf = new Map(dataset.map((row) => [row.id, row.db_id as string | undefined]));
  const scoring = sqlScores(runner, { metrics, judging, repetitions: sqlRepetitions });
  const isTimed = metrics.some((metric) => timedMetrics.includes(metric));

  return {
    kind: 'text-to-sql',
    metrics,
    defaultMetric: taskKindDetails['text-to-sql'].metrics[0]!,
    items: () => prompts,
    comparableSettings: () => ({
      ...taskSettings(config, config.prompt ?? defaultPrompt, metrics),
      'sql-timeout-s': sqlTimeoutS,
      ...(digest === null ? {} : { databases: digest }),
      ...(isTimed ? { 'sql-repetitions': sqlRepetitions } : {}),
    }),
    async score({ predictions }) {
      const answerOf = answersById(predictions);
      const scored: Record<string, number>[] = [];
      const itemIds: string[] = [];
      const databaseIds: (string | null)[] = [];
      const leftOut: { id: string; reason: string }[] = [];
      let emptyGolds = 0;
      const nothing = Object.fromEntries(metrics.map((metric) => [metric, 0]));
      for (const item of items) {
        const gold = await scoring.goldOf(item);
        if ('leftOut' in gold) {
          leftOut.push({ id: item.id, reason: gold.leftOut });
          continue;
        }
        if (gold.main.rows.length === 0) emptyGolds += 1;
        const answer = answerOf(item.id);
        itemIds.push(item.id);
        databaseIds.push(databaseIdOf.get(item.id) ?? null);
        scored.push('text' in answer ? await scoring.scoresOf(item, gold, extractSql(answer.text)) : nothing);
      }
      if (itemIds.length === 0) {
        throw new UserError(
          `${config.datasetPath}: none of the ${items.length} gold queries runs on SQLite, so nothing can be scored. The first: item ${leftOut[0]?.id}, ${leftOut[0]?.reason}.`,
        );
      }
      return {
        scores: meanScores(metrics, scored),
        itemIds,
        clusters: clustersOf(databaseIds),
        failedItems: failedItems(itemIds, answerOf),
        leftOut,
        notes:
          emptyGolds === 0
            ? []
            : [
                `${emptyGolds} of ${itemIds.length} gold queries give no rows: any query that gives none counts as right there.`,
              ],
      };
    },
    close: () => runner.close(),
  };
}

/** A query whose cost cannot be had scores 0; that must never be because of the program. */
async function refuseUncounted(runner: SqlRunner): Promise<void> {
  const one = 'SELECT 1';
  const costs = await runner.compare({ database: { script: '' }, gold: one, predicted: one, repetitions: 1 });
  if ('error' in costs) throw new Error(`what a query costs cannot be had here: ${costs.error}`);
}
