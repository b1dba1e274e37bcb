import { lstat, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { plainLine } from '../../processes/plain-line.ts';
import type { EvaluationItem, Prediction } from '../evaluator.ts';
import { boundedLines, type Line, refuseUnlessFile } from './bounded-lines.ts';

/** What a harness answered in one pass. */
export interface Answered {
  /** In the order of the items; of a harness that brings its own, in its order. */
  predictions: Prediction[];
  promptTokens: number | null;
  generatedTokens: number | null;
}

const mib = 1024 ** 2;
const what = 'its predictions';
const remedy = 'write them to the file that CEGI_PREDICTIONS names';
const limits = { what, remedy, maxBytes: 2048 * mib, maxLineBytes: 64 * mib };
/** Far above what a model writes for an item; metrics take as long as the square of it. */
export const longestAnswerChars = 500_000;
const longestIdChars = 500;
/** Of a harness's own items. */
const mostItems = 1_000_000;
const maxScoresBytes = mib;
const shownIds = 5;

const tokens = z.int().nonnegative().nullish();
const scoresSchema = z.record(z.string().min(1).max(200), z.number());
const answerSchema = z
  .object({
    id: z.union([z.string().min(1).max(longestIdChars), z.int()]).transform(String),
    text: z.string().optional(),
    failure: z.string().min(1).optional(),
    generated_tokens: tokens,
    prompt_tokens: tokens,
    scores: scoresSchema.optional(),
  })
  .refine(({ text, failure }) => text !== undefined || failure !== undefined, {
    error: 'it has neither text nor failure',
  });

/**
 * Reads the predictions of a harness, JSON Lines as docs/harness.md says.
 *
 * @param items what it was asked; null for a harness that brings its own items
 * @throws UserError where a line is not an answer, answers a second time, or answers what was not asked: the energy of
 * a pass would then be divided by the wrong number of items.
 */
export async function readPredictions(
  file: string,
  items: readonly EvaluationItem[] | null,
): Promise<Answered> {
  const asked = items && new Set(items.map(({ id }) => id));
  const found = new Map<string, { line: number; prediction: Prediction; promptTokens: number | null }>();
  const notAsked: string[] = [];
  for await (const line of boundedLines(file, limits)) {
    const { prediction, promptTokens } = answerIn(line);
    const { id } = prediction;
    const first = found.get(id);
    if (first) {
      throw new UserError(
        `${what}, line ${line.number}: item "${plainLine(id, 100)}" was answered in line ${first.line} already`,
      );
    }
    if (asked && !asked.has(id)) notAsked.push(id);
    else found.set(id, { line: line.number, prediction, promptTokens });
    if (found.size + notAsked.length > mostItems) {
      throw new UserError(`${what}: they are more than ${mostItems}`);
    }
  }
  if (notAsked.length > 0) throw answersUnasked(notAsked);
  if (found.size === 0) throw new UserError(`${what}: there is not one`);
  const answers = items
    ? items.map(({ id }) => found.get(id) ?? { prediction: failed(id, noAnswer), promptTokens: null })
    : [...found.values()];
  return {
    predictions: answers.map(({ prediction }) => prediction),
    promptTokens: sumKnown(answers.map(({ promptTokens }) => promptTokens)),
    generatedTokens: sumKnown(answers.map(({ prediction }) => prediction.generatedTokens)),
  };
}

/** Scores over all items that a harness computed itself, by metric; null where it wrote none. */
export async function readScores(file: string): Promise<Record<string, number> | null> {
  const limits = { what: 'its scores', remedy: '', maxBytes: maxScoresBytes };
  if ((await lstat(file).catch(() => null)) === null) return null;
  await refuseUnlessFile(file, limits);
  const parsed = scoresSchema.safeParse(parsedJson(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new UserError(`${limits.what}: they are not a JSON object of metrics and numbers`);
}

/** The prediction for an item that a harness has no answer to. */
export function failed(id: string, failure: string): Prediction {
  return { id, text: '', generatedTokens: null, failure };
}

/** Why an item fails that a harness left out. */
export const noAnswer = 'the harness gave no answer';

/** Why an answer cannot be scored; null where it can. */
export function unscorable(text: string): string | null {
  return text.length > longestAnswerChars
    ? `its answer is longer than ${longestAnswerChars} characters`
    : null;
}

/** Answers to other items than those that were asked; their energy cannot be told from that of the others. */
export function answersUnasked(ids: readonly string[]): UserError {
  const names = ids.slice(0, shownIds).map((id) => `"${plainLine(id, 100)}"`);
  const more = ids.length > names.length ? ` and ${ids.length - names.length} more` : '';
  return new UserError(
    `${what}: it answered ${names.join(', ')}${more}, which it was not asked. The energy of a pass counts for the items of CEGI_ITEMS: let it run these alone`,
  );
}

/** Null where a part is not known: what is left out of a sum would be counted as zero. */
function sumKnown(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const lenientUtf8 = new TextDecoder('utf-8');

function answerIn({ number, bytes }: Line): { prediction: Prediction; promptTokens: number | null } {
  const isUtf8 = isStrictUtf8(bytes);
  const text = lenientUtf8.decode(bytes);
  const json = parsedJson(text);
  if (json === undefined) {
    throw new UserError(`${what}, line ${number}: it is not JSON: ${plainLine(text, 100)}`);
  }
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const key = path.length > 0 ? `${path.map(String).join('.')}: ` : '';
    throw new UserError(`${what}, line ${number}: ${plainLine(`${key}${message}`, 300)}`);
  }
  const { id, generated_tokens: generatedTokens = null, prompt_tokens: promptTokens = null } = parsed.data;
  const failure = failureOf(parsed.data, isUtf8);
  return {
    prediction: {
      id,
      text: failure === null ? parsed.data.text! : '',
      generatedTokens,
      ...(failure === null ? {} : { failure }),
      ...(failure === null && parsed.data.scores ? { scores: parsed.data.scores } : {}),
    },
    promptTokens,
  };
}

function failureOf({ text = '', failure }: z.output<typeof answerSchema>, isUtf8: boolean): string | null {
  if (failure !== undefined) return plainLine(failure, 300);
  if (!isUtf8) return 'its answer is not UTF-8';
  return unscorable(text);
}

function isStrictUtf8(bytes: Buffer): boolean {
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
