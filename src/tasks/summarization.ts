import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { dialogueRows, type Row } from '../datasets/rows.ts';
import { rouge } from '../metrics/rouge.ts';
import { answersById, failedItems, meanScores } from './answers.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import type { Task } from './task.ts';
import { taskSettings } from './task-settings.ts';

const defaultPrompt = '### Dialogue\n{dialogue}\n\n### Summary\n';

/** Dialogues to be summed up, scored by ROUGE F1 against the dataset's summaries: the plain mean over the items. */
export function summarizationTask(config: TaskConfig, dataset: readonly Row[]): Task {
  const { metrics } = taskKindDetails.summarization;
  const template = config.prompt ?? defaultPrompt;
  const rows = dialogueRows(dataset);
  const items = dataset.map((row) => ({
    id: row.id,
    prompt: fillPrompt(template, promptColumns(row, config, 'summary')),
  }));
  return {
    kind: 'summarization',
    metrics,
    defaultMetric: metrics[0],
    items: () => items,
    comparableSettings: () => taskSettings(config, template, metrics),
    async score(predictions) {
      const answerOf = answersById(predictions);
      const itemIds = rows.map(({ id }) => id);
      const scored = rows.map(({ id, summary }) => {
        const answer = answerOf(id);
        return rouge(summary, 'text' in answer ? answer.text : '');
      });
      return {
        scores: meanScores(metrics, scored),
        itemIds,
        failedItems: failedItems(itemIds, answerOf),
        leftOut: [],
      };
    },
    async close() {},
  };
}
