import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { dialogueRows, type Row } from '../datasets/rows.ts';
import type { Score } from '../measurement/measurement.ts';
import { bleuStatistics, sentenceBleu } from '../metrics/bleu.ts';
import { rouge, rougeMetrics } from '../metrics/rouge.ts';
import { answersById, failedItems, meanScore, textOf } from './answers.ts';
import { meteorScoreOf, scoreOfCorpus } from './corpus-score.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import type { Task } from './task.ts';
import { taskSettings } from './task-settings.ts';

const defaultPrompt = '### Dialogue\n{dialogue}\n\n### Summary\n';

/** Dialogues to be summed up, scored against the dataset's summaries: by ROUGE F1, the plain mean over the items, and by BLEU. */
export function summarizationTask(config: TaskConfig, dataset: readonly Row[]): Task {
  const { metrics } = config;
  const template = config.prompt ?? defaultPrompt;
  const rows = dialogueRows(dataset);
  const items = dataset.map((row) => ({
    id: row.id,
    prompt: fillPrompt(template, promptColumns(row, config, 'summary')),
  }));
  return {
    kind: 'summarization',
    metrics,
    defaultMetric: taskKindDetails.summarization.metrics[0]!,
    items: () => items,
    comparableSettings: () => taskSettings(config, template, metrics),
    async score({ predictions }) {
      const answerOf = answersById(predictions);
      const itemIds = rows.map(({ id }) => id);
      const texts = rows.map(({ id }) => textOf(answerOf(id)));
      const rouges = rows.map(({ summary }, i) => rouge(summary, texts[i]!));
      const scores: Score[] = [];
      for (const metric of metrics) {
        const kind = rougeMetrics.find((name) => name === metric);
        if (kind) {
          const perItem = rouges.map((scored) => scored[kind]);
          scores.push(meanScore(metric, perItem));
        } else if (metric === 'bleu') {
          const statistics = rows.map(({ summary }, i) => bleuStatistics(texts[i]!, [summary]));
          scores.push(scoreOfCorpus(metric, 'bleu', statistics.map(sentenceBleu), statistics));
        } else if (metric === 'meteor') {
          const items = rows.map(({ summary }, i) => ({ references: [summary], prediction: texts[i]! }));
          scores.push(await meteorScoreOf(items));
        }
      }
      return { scores, itemIds, clusters: null, failedItems: failedItems(itemIds, answerOf), leftOut: [] };
    },
    async close() {},
  };
}
