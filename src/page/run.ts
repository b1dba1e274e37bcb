import type { RunSummary } from '../measurement/run-summary.ts';

/** One model in one run, as the history tells of it, with a key of its own. */
export interface Run extends RunSummary {
  key: string;
}

export const keyOf = ({ run, model }: Pick<RunSummary, 'run' | 'model'>) => JSON.stringify([run, model]);

/** Runs from the oldest to the newest, each model of a run once: of two records, the later in the list. */
export function inOrder(summaries: readonly RunSummary[]): Run[] {
  const byKey = new Map(summaries.map((summary) => [keyOf(summary), { ...summary, key: keyOf(summary) }]));
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...byKey.values()].sort(
    (a, b) =>
      Date.parse(a.createdAt) - Date.parse(b.createdAt) || text(a.run, b.run) || text(a.model, b.model),
  );
}

/** Names as people sort them: `model-2` before `model-10`. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;

/** What must be equal for the figures of two runs to be set against each other, whatever the model. */
export const groupOf = ({ task, metric, fingerprint }: RunSummary) =>
  JSON.stringify([task, metric, fingerprint]);

export const shortCommit = ({ commit }: RunSummary) => commit?.slice(0, 7) ?? 'no commit';
/** Date, in UTC. */
export const dateOf = ({ createdAt }: RunSummary) => createdAt.slice(0, 10);
/** Date and time to the minute. */
export const timeOf = ({ createdAt }: RunSummary) => `${createdAt.slice(0, 16).replace('T', ' ')} UTC`;
