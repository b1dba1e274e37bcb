import { scoreValue } from './cegi/score-value.ts';
import { UserError } from './errors.ts';
import type { Score, Shard } from './measurement/measurement.ts';
import type { Scored, Task } from './tasks/task.ts';

/**
 * A task on a part of its items: every so many-th, so that parts are alike. What an item's score takes from the whole
 * dataset, such as how rare a word is, it still takes from the whole.
 *
 * @throws UserError where there are fewer items than parts
 */
export function shardOfTask(task: Task, { index, count }: Shard): Task {
  const all = task.items();
  if (all.length < count)
    throw new UserError(`${all.length} items cannot be divided into ${count} shards: lower \`shards\`.`);
  const items = all.filter((_, i) => i % count === index - 1);
  const partOf = new Map(all.map(({ id }, i) => [id, (i % count) + 1]));
  // What no item could be made of is told of once.
  const isOurs = (id: string) => (partOf.get(id) ?? 1) === index;
  return {
    ...task,
    items: () => items,
    comparableSettings: () => ({ ...task.comparableSettings(), shard: `${index} of ${count}` }),
    score: async (answers) => {
      const scored = only(isOurs, await task.score(answers));
      if (scored.itemIds.length > 0) return scored;
      throw new UserError(
        `Nothing can be scored on any item of shard ${index} of ${count}: lower \`shards\`.`,
      );
    },
  };
}

/** What of scores is about some of the items. */
function only(isOurs: (id: string) => boolean, scored: Scored): Scored {
  const kept = <T>(values: readonly T[], itemIds: readonly string[]) =>
    values.filter((_, i) => isOurs(itemIds[i]!));
  return {
    ...scored,
    scores: scored.scores.map((score): Score => {
      const itemIds = score.itemIds ?? scored.itemIds;
      const ours = {
        ...score,
        perItem: kept(score.perItem, itemIds),
        ...(score.corpus && { corpus: { ...score.corpus, perItem: kept(score.corpus.perItem, itemIds) } }),
        ...(score.itemIds && { itemIds: score.itemIds.filter(isOurs) }),
      };
      return { ...ours, value: ours.perItem.length > 0 ? scoreValue(ours) : 0 };
    }),
    itemIds: scored.itemIds.filter(isOurs),
    clusters: scored.clusters && kept(scored.clusters, scored.itemIds),
    failedItems: scored.failedItems.filter(({ id }) => isOurs(id)),
    leftOut: scored.leftOut.filter(({ id }) => isOurs(id)),
  };
}
