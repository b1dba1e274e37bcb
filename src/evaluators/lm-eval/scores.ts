import type { LmEvalResults } from './results.ts';
import type { LmEvalDocument } from './samples.ts';

/** A score over all documents of a task or a group. */
export interface LmEvalScore {
  /** Of the task or group. */
  name: string;
  /** `metric,filter`. */
  key: string;
  /** As a fraction. */
  value: number;
  /** What a document's own value is divided by to be a fraction too; null where the score is no mean over documents. */
  perDocument: { dividedBy: number } | null;
  isHigherBetter: boolean;
}

/** sacrebleu's scores, which lm-eval takes as they are, go from 0 to 100. */
const hundredfold = ['bleu', 'chrf', 'ter'];

/** lm-eval's word for a task that is run and not scored; its value is always 999. */
const noScore = 'bypass';

/** Of what is the same number once computed in another order. */
const tolerance = 1e-6;

/**
 * The scores of a run. Where a score equals the mean over its documents, each document has a share in it; others,
 * as BLEU or a group that weighs its tasks alike, are known as a whole alone.
 */
export function lmEvalScores(
  run: LmEvalResults,
  documentsOf: (task: string) => readonly LmEvalDocument[],
): LmEvalScore[] {
  const scores: LmEvalScore[] = [];
  for (const [name, values] of Object.entries(run.results)) {
    const documents = tasksOf(run, name).flatMap((task) => documentsOf(task));
    for (const [key, value] of Object.entries(values)) {
      const comma = key.indexOf(',');
      const metric = key.slice(0, comma);
      if (comma < 0 || metric.endsWith('_stderr') || typeof value !== 'number') continue;
      const aggregation = own(own(run.configs, name)?.aggregations, metric) ?? metric;
      if (aggregation === noScore) continue;
      const dividedBy = hundredfold.includes(aggregation) ? 100 : 1;
      const mean = meanOf(documents.map((document) => document.values.get(key)));
      const isMean = mean !== null && Math.abs(mean - value) <= tolerance * Math.max(1, Math.abs(value));
      scores.push({
        name,
        key,
        value: value / dividedBy,
        perDocument: isMean ? { dividedBy } : null,
        isHigherBetter: own(own(run.higherIsBetter, name), metric) !== false,
      });
    }
  }
  return scores;
}

/** The tasks that a name stands for: itself, or those of a group and of its groups. */
export function tasksOf(run: LmEvalResults, name: string, seen: ReadonlySet<string> = new Set()): string[] {
  const parts = own(run.subtasks, name) ?? [];
  if (parts.length === 0) return [name];
  if (seen.has(name)) return [];
  return [...new Set(parts.flatMap((part) => tasksOf(run, part, new Set([...seen, name]))))];
}

function meanOf(values: readonly (number | undefined)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}

function own<Value>(values: Record<string, Value> | undefined, key: string): Value | undefined {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
