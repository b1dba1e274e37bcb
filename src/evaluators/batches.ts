export interface BatchPlan {
  /** Indices of items, and how many tokens each of them may write. */
  batches: { items: number[]; newTokens: number }[];
  /** Items that cannot be run, by index, and why. */
  failures: Map<number, string>;
}

export interface BatchLimits {
  batch: number;
  maxNewTokens: number;
  /** Tokens of prompt and answer together that the model can hold; null where it does not say. */
  context: number | null;
  /** Whether an answer may be shorter than `maxNewTokens`. */
  mayBeShorter: boolean;
}

/**
 * Groups items of similar length, the longest first so that a lack of memory shows at once. The same lengths
 * give the same groups. Items whose answers have less room than `maxNewTokens` go only with items of the same
 * room, so that what an item may write never depends on its neighbours.
 */
export function planBatches(promptLengths: readonly number[], limits: BatchLimits): BatchPlan {
  const { batch, maxNewTokens, context, mayBeShorter } = limits;
  const plan: BatchPlan = { batches: [], failures: new Map() };
  const runnable: { item: number; length: number; newTokens: number }[] = [];
  for (const [item, length] of promptLengths.entries()) {
    const newTokens = context === null ? maxNewTokens : Math.min(maxNewTokens, context - length);
    if (length === 0) plan.failures.set(item, 'the prompt has no tokens');
    else if (newTokens < 1)
      plan.failures.set(
        item,
        `the prompt of ${length} tokens leaves no room in the model's context of ${context}`,
      );
    else if (newTokens < maxNewTokens && !mayBeShorter)
      plan.failures.set(
        item,
        `the prompt of ${length} tokens leaves no room for ${maxNewTokens} tokens in the model's context of ${context}`,
      );
    else runnable.push({ item, length, newTokens });
  }
  runnable.sort((a, b) => b.length - a.length || a.item - b.item);
  for (const { item, newTokens } of runnable) {
    const last = plan.batches.at(-1);
    if (last && last.items.length < batch && last.newTokens === newTokens) last.items.push(item);
    else plan.batches.push({ items: [item], newTokens });
  }
  return plan;
}
