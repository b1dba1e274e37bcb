import { UserError } from '../../errors.ts';
import type { EvaluationItem, Pass, Prediction } from '../evaluator.ts';
import type { ItemOutcome } from './item-answer.ts';

export interface RunItemsOptions {
  /** Requests under way at once. */
  concurrency: number;
  answer(item: EvaluationItem, signal: AbortSignal): Promise<ItemOutcome>;
  onItem?: ((done: number) => void) | undefined;
  signal: AbortSignal;
}

/** So many items in a row that failed for one reason after all their tries: the rest would only take longer. */
const hopelessAfter = 8;

/**
 * Answers all items, some at once; the outcomes are in the order of the items.
 *
 * @throws UserError where all items fail for the same reason, as soon as that is clear; what `answer` throws; the
 * signal's reason.
 */
export async function runItems(
  items: readonly EvaluationItem[],
  { concurrency, answer, onItem, signal }: RunItemsOptions,
): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = Array(items.length);
  const run = new AbortController();
  const stop = () => run.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  let next = 0;
  let done = 0;
  let inARow: { failure: string; count: number } | null = null;

  function note(outcome: ItemOutcome): void {
    if (outcome.kind === 'answered') {
      inARow = null;
      return;
    }
    const { failure, isSlow } = outcome;
    inARow = { failure, count: inARow?.failure === failure ? inARow.count + 1 : 1 };
    if (isSlow && inARow.count >= hopelessAfter) {
      throw new UserError(`${inARow.count} items in a row failed: ${failure}.`);
    }
  }

  async function work(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) {
      run.signal.throwIfAborted();
      const outcome = await answer(items[index] as EvaluationItem, run.signal);
      outcomes[index] = outcome;
      note(outcome);
      done += 1;
      onItem?.(done);
    }
  }

  try {
    const workers = Array.from({ length: Math.min(concurrency, items.length) }, async () => {
      try {
        await work();
      } catch (error) {
        // The others' requests are of no use any more; the first error is the one that counts.
        run.abort(error);
      }
    });
    await Promise.all(workers);
    run.signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
  }
  refuseIfAllFailedAlike(outcomes);
  return outcomes;
}

function refuseIfAllFailedAlike(outcomes: readonly ItemOutcome[]): void {
  const [first] = outcomes;
  if (first?.kind !== 'failed') return;
  const { failure } = first;
  if (!outcomes.every((outcome) => outcome.kind === 'failed' && outcome.failure === failure)) return;
  throw new UserError(
    outcomes.length === 1
      ? `its only item failed: ${failure}.`
      : `all ${outcomes.length} items failed: ${failure}.`,
  );
}

/** The outcomes of a pass as predictions and counts. A count that any item lacks is unknown. */
export function passOf(
  items: readonly EvaluationItem[],
  outcomes: readonly ItemOutcome[],
): Omit<Pass, 'cpuTimeS'> {
  const predictions = items.map(({ id }, index): Prediction => {
    const outcome = outcomes[index] as ItemOutcome;
    if (outcome.kind === 'failed') {
      const { failure, isUnheard } = outcome;
      return { id, text: '', generatedTokens: isUnheard ? 0 : null, failure };
    }
    const { text, failure, generatedTokens } = outcome.answer;
    return failure === null ? { id, text, generatedTokens } : { id, text: '', generatedTokens, failure };
  });
  return {
    predictions,
    promptTokens: sumOf(
      outcomes.map((outcome) =>
        outcome.kind === 'answered' ? outcome.answer.promptTokens : outcome.isUnheard ? 0 : null,
      ),
    ),
    generatedTokens: sumOf(predictions.map(({ generatedTokens }) => generatedTokens)),
  };
}

function sumOf(counts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const count of counts) {
    if (count === null) return null;
    sum += count;
  }
  return sum;
}
