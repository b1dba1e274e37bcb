import type { OpenAiConfig } from '../../config/config.ts';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import type { EvaluationItem } from '../evaluator.ts';
import type { Answer } from './answer.ts';
import type { ItemOutcome } from './item-answer.ts';

export interface Remark {
  /** What it is about, where it need be told but once. */
  once: string | null;
  line: string;
}

/**
 * What the figures of a pass rest on, where that is not what one would expect.
 *
 * @param repeats Why requests were repeated, one reason each.
 */
export function remarksOn(
  outcomes: readonly ItemOutcome[],
  repeats: readonly string[],
  { decoding, maxNewTokens }: OpenAiConfig,
): Remark[] {
  const remarks: Remark[] = [];
  const [reason] = repeats;
  if (reason !== undefined) {
    remarks.push({
      once: null,
      line: `${repeats.length} ${repeats.length === 1 ? 'request was' : 'requests were'} repeated, which takes energy too; the first because the server ${reason}`,
    });
  }
  const answers = answersIn(outcomes);
  if (answers.some(({ generatedTokens }) => generatedTokens === null)) {
    remarks.push({
      once: 'counts',
      line: 'its server does not count the tokens of every answer: joules per token are not known',
    });
  }
  const cut = answers.filter(({ isCut }) => isCut).length;
  if (cut > 0 && decoding === 'until-end') {
    remarks.push({
      once: 'cut',
      line: `${cut} of ${answers.length} answers were cut at max-new-tokens (${maxNewTokens})`,
    });
  }
  const cached = sumOf(answers.map(({ cachedTokens }) => cachedTokens));
  if (cached > 0) {
    remarks.push({
      once: 'cached',
      line: `its server took ${cached} of ${sumOf(answers.map(({ promptTokens }) => promptTokens))} prompt tokens from its cache, and spent no energy on them: where items do not share their beginnings in service, start it without a prefix cache (docs/served-models.md)`,
    });
  }
  return remarks;
}

/** @throws UserError where answers that should have a fixed length are shorter, as far as the server counts. */
export function checkLengths(
  items: readonly EvaluationItem[],
  outcomes: readonly ItemOutcome[],
  { decoding, maxNewTokens, url }: OpenAiConfig,
): void {
  if (decoding !== 'fixed-length') return;
  for (const [index, outcome] of outcomes.entries()) {
    const tokens = outcome.kind === 'answered' ? outcome.answer.generatedTokens : null;
    if (tokens === null || tokens >= maxNewTokens) continue;
    throw new UserError(
      `${url} does not decode a fixed length: for item "${plainLine(items[index]?.id ?? '', 80)}" it wrote ${tokens} of ${maxNewTokens} tokens. Set \`decoding: until-end\`, or shorten the prompts where they fill its context.`,
    );
  }
}

function answersIn(outcomes: readonly ItemOutcome[]): Answer[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'answered' ? [outcome.answer] : []));
}

function sumOf(counts: readonly (number | null)[]): number {
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
