import type { TaskConfig } from '../config/config.ts';
import { taskKindDetails } from '../config/task-kinds.ts';
import { type QuestionRow, questionRows, type Row } from '../datasets/rows.ts';
import { UserError } from '../errors.ts';
import type { Score } from '../measurement/measurement.ts';
import { squadExactMatch, squadF1 } from '../metrics/squad.ts';
import { vqaAccuracy } from '../metrics/vqa-accuracy.ts';
import { yesNoAccuracy } from '../metrics/yes-no-accuracy.ts';
import { answersById, failedItems, meanScore, textOf } from './answers.ts';
import { clustersByImage } from './clusters.ts';
import { fillPrompt } from './prompt.ts';
import { promptColumns } from './prompt-columns.ts';
import type { Task } from './task.ts';
import { taskSettings } from './task-settings.ts';

const defaultPrompt = '{question}';

interface VqaMetric {
  /** Questions that it is over. */
  over: (row: QuestionRow) => boolean;
  score: (answer: string, references: readonly string[]) => number;
}

const any = () => true;
/** Where fewer people answered, no answer could score 1: each of them is left out once, and three must agree. */
const isAnsweredByMany = ({ answers }: QuestionRow) => answers.length >= 4;
const isOpen = (row: QuestionRow) => !isYesNo(row);

/** By the metrics' names. Words are compared without case, punctuation and articles, as SQuAD 2.0 compares them. */
const vqaMetrics: Record<string, VqaMetric> = {
  'vqa-accuracy': { over: isAnsweredByMany, score: (answer, references) => vqaAccuracy(references, answer) },
  'exact-match': { over: any, score: squadExactMatch },
  'token-f1': { over: any, score: squadF1 },
  'yes-no-accuracy': { over: isYesNo, score: (answer, references) => yesNoAccuracy(references, answer) },
  'open-exact-match': { over: isOpen, score: squadExactMatch },
  'open-token-f1': { over: isOpen, score: squadF1 },
};

/** What a dataset lacks whose questions a metric cannot be over. */
const without: Record<string, string> = {
  'vqa-accuracy': 'has no question that four people or more answered, which vqa-accuracy needs',
  'yes-no-accuracy': 'has no yes/no questions',
  'open-exact-match': 'has no questions but yes/no ones',
  'open-token-f1': 'has no questions but yes/no ones',
};

/**
 * Questions about pictures: VQAv2's accuracy where several people answered, and the measures that PathVQA is reported
 * by: accuracy over the yes/no questions, exact match and token F1 over the open ones. A metric that no question is for
 * is left out.
 *
 * @throws UserError where that is the metric that judges
 */
export function vqaTask(config: TaskConfig, dataset: readonly Row[]): Task {
  const { metrics } = config;
  const template = config.prompt ?? defaultPrompt;
  const rows = questionRows(dataset);
  const items = rows.map(({ id, image }, i) => ({
    id,
    prompt: fillPrompt(template, promptColumns(dataset[i]!, config, 'answers')),
    images: [image],
  }));
  if (!rows.some(vqaMetrics[config.metric]!.over))
    throw new UserError(`${config.datasetPath} ${without[config.metric]!}. Name another metric that judges.`);
  return {
    kind: 'vqa',
    metrics,
    defaultMetric: taskKindDetails.vqa.metrics[0]!,
    items: () => items,
    comparableSettings: () => taskSettings(config, template, metrics),
    async score({ predictions }) {
      const answerOf = answersById(predictions);
      const itemIds = rows.map(({ id }) => id);
      const scores = metrics.flatMap((metric): Score[] => {
        const { over, score } = vqaMetrics[metric]!;
        const members = rows.filter(over);
        if (members.length === 0) return [];
        const perItem = members.map(({ id, answers }) => score(textOf(answerOf(id)), answers));
        const isAll = members.length === rows.length;
        return [
          { ...meanScore(metric, perItem), ...(isAll ? {} : { itemIds: members.map(({ id }) => id) }) },
        ];
      });
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

const vqaV2Types = ['yes/no', 'number', 'other'];

/** As VQAv2 says, else by the answers. */
function isYesNo({ answerType, answers }: QuestionRow): boolean {
  if (answerType !== null && vqaV2Types.includes(answerType)) return answerType === 'yes/no';
  return answers.every((answer) => /^(?:yes|no)$/i.test(answer.trim()));
}
