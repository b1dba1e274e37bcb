import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { captionRows, type Row } from '../datasets/rows.ts';
import type { Score } from '../measurement/measurement.ts';
import { cider } from '../metrics/cider.ts';
import { cocoBleu, cocoBleuStatistics } from '../metrics/coco-bleu.ts';
import { cocoRougeL } from '../metrics/coco-rouge.ts';
import { ptbTokenize } from '../metrics/ptb-tokenizer.ts';
import { answersById, failedItems, meanScore, textOf } from './answers.ts';
import { clustersByImage } from './clusters.ts';
import { meteorScoreOf, scoreOfCorpus } from './corpus-score.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import { spice } from './spice.ts';
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
      const scores: Score[] = [];
      for (const metric of metrics) {
        const order = bleuMetrics.findIndex((name) => name === metric);
        if (order >= 0) {
          const perItem = statistics.map((one) => cocoBleu(one)[order]!);
          scores.push(scoreOfCorpus(metric, `coco-${bleuMetrics[order]!}`, perItem, statistics));
        } else if (metric === 'cider') scores.push({ metric, ...cider(captioned) });
        else if (metric === 'rougeL') scores.push(meanScore(metric, captioned.map(cocoRougeL)));
        else if (metric === 'meteor') scores.push(await meteorScoreOf(captioned));
        else if (metric === 'spice') scores.push(spiceScore(await spice(captioned), itemIds));
      }
      return {
        scores,
        itemIds,
        clusters: clustersByImage(rows.map(({ image }) => image)),
        failedItems: failedItems(itemIds, answerOf),
        leftOut: [],
      };
    },
    async close() {},
  };
}

/** SPICE has no figure for a picture whose captions hold nothing to compare. */
function spiceScore(
  { value, perItem }: Awaited<ReturnType<typeof spice>>,
  itemIds: readonly string[],
): Score {
  const known = itemIds.filter((_, i) => perItem[i] !== null);
  const score = { metric: 'spice', value, perItem: perItem.filter((one) => one !== null) };
  return known.length === itemIds.length ? score : { ...score, itemIds: known };
}
