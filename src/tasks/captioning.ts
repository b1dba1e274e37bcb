import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { captionRows, type Row } from '../datasets/rows.ts';
import { cider } from '../metrics/cider.ts';
import { cocoBleu, cocoBleuStatistics } from '../metrics/coco-bleu.ts';
import { cocoRougeL } from '../metrics/coco-rouge.ts';
import { ptbTokenize } from '../metrics/ptb-tokenizer.ts';
import { answersById, failedItems, meanScore, textOf } from './answers.ts';
import { scoreOfCorpus } from './corpus-score.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import type { Task } from './task.ts';
import { taskSettings } from './task-settings.ts';

const defaultPrompt = 'Describe the picture.';
const bleuMetrics = ['bleu1', 'bleu2', 'bleu3', 'bleu4'] as const;

/** Pictures to be described, scored against several captions of each as pycocoevalcap scores them. */
export function captioningTask(config: TaskConfig, dataset: readonly Row[]): Task {
  const { metrics } = config;
  const template = config.prompt ?? defaultPrompt;
  const rows = captionRows(dataset);
  const items = rows.map(({ id, image }, i) => ({
    id,
    prompt: fillPrompt(template, promptColumns(dataset[i]!, config, 'captions')),
    images: [image],
  }));
  const references = rows.map(({ captions }) => captions.map(ptbTokenize));
  return {
    kind: 'captioning',
    metrics,
    defaultMetric: taskKindDetails.captioning.metrics[0]!,
    items: () => items,
    comparableSettings: () => taskSettings(config, template, metrics),
    async score({ predictions }) {
      const answerOf = answersById(predictions);
      const itemIds = rows.map(({ id }) => id);
      const captioned = rows.map(({ id }, i) => ({
        references: references[i]!,
        prediction: ptbTokenize(textOf(answerOf(id))),
      }));
      const statistics = captioned.map(cocoBleuStatistics);
      const scores = metrics.flatMap((metric) => {
        const order = bleuMetrics.findIndex((name) => name === metric);
        if (order >= 0) {
          const perItem = statistics.map((one) => cocoBleu(one)[order]!);
          return [scoreOfCorpus(metric, `coco-${bleuMetrics[order]!}`, perItem, statistics)];
        }
        if (metric === 'cider') return [{ metric, ...cider(captioned) }];
        return metric === 'rougeL' ? [meanScore(metric, captioned.map(cocoRougeL))] : [];
      });
      return { scores, itemIds, failedItems: failedItems(itemIds, answerOf), leftOut: [] };
    },
    async close() {},
  };
}
