/** Settings of a model's generation_config.json that change what a greedy answer is. */
export interface LogitsRules {
  /** Above 1 makes tokens less likely that the prompt or the answer has already; 1 for not. */
  repetitionPenalty: number;
  /** No run of so many tokens comes twice; 0 for not. */
  noRepeatNgramSize: number;
  suppressed: readonly number[];
  /** At the first token only. */
  suppressedAtBegin: readonly number[];
  /** Tokens that must be written before an end token may be. */
  minNewTokens: number;
}

/** Settings that would change a greedy answer in ways that are not done here, with the value that leaves it as it is. */
const refused: Record<string, readonly unknown[]> = {
  guidance_scale: [1],
  sequence_bias: [],
  bad_words_ids: [],
  forced_bos_token_id: [],
  forced_eos_token_id: [],
  forced_decoder_ids: [],
  exponential_decay_length_penalty: [],
  min_length: [0],
};

/**
 * Reads the rules of a generation_config.json. What concerns another search (sampling, beams …) is left out: answers are
 * greedy.
 *
 * @throws Error naming a setting that would change the answers and is not handled.
 */
export function logitsRules(generation: Readonly<Record<string, unknown>>): LogitsRules | null {
  for (const [name, harmless] of Object.entries(refused)) {
    const value = generation[name] ?? null;
    if (value !== null && !harmless.includes(value))
      throw new Error(
        `generation_config.json sets ${name}, which would change the answers and is not done here; remove it, or serve the model and use the openai evaluator`,
      );
  }
  const rules: LogitsRules = {
    repetitionPenalty: numberIn(generation, 'repetition_penalty', 1),
    noRepeatNgramSize: numberIn(generation, 'no_repeat_ngram_size', 0),
    suppressed: listIn(generation, 'suppress_tokens'),
    suppressedAtBegin: listIn(generation, 'begin_suppress_tokens'),
    minNewTokens: numberIn(generation, 'min_new_tokens', 0),
  };
  const { repetitionPenalty, noRepeatNgramSize, suppressed, suppressedAtBegin, minNewTokens } = rules;
  const lists = suppressed.length + suppressedAtBegin.length;
  return repetitionPenalty === 1 && noRepeatNgramSize === 0 && lists === 0 && minNewTokens === 0
    ? null
    : rules;
}

function numberIn(generation: Readonly<Record<string, unknown>>, name: string, otherwise: number): number {
  const value = generation[name] ?? otherwise;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new Error(
    `generation_config.json has ${name}: ${JSON.stringify(value)?.slice(0, 60)}, which is no number`,
  );
}

function listIn(generation: Readonly<Record<string, unknown>>, name: string): number[] {
  const value = generation[name] ?? [];
  if (Array.isArray(value) && value.every((id) => Number.isInteger(id))) return value;
  throw new Error(`generation_config.json has ${name}, which is no list of tokens`);
}

/**
 * Applies the rules to one row's logits, in place and in the order of transformers' logits processors.
 *
 * @param prompt tokens of the prompt, without padding
 * @param answer tokens written so far
 */
export function applyRules(
  logits: Float32Array,
  rules: LogitsRules,
  prompt: readonly number[],
  answer: readonly number[],
  endTokens: ReadonlySet<number>,
): void {
  const { repetitionPenalty: penalty } = rules;
  if (penalty !== 1)
    for (const token of new Set([...prompt, ...answer])) {
      const value = logits[token]!;
      logits[token] = value < 0 ? value * penalty : value / penalty;
    }
  const banned = [
    ...(rules.noRepeatNgramSize > 0 ? repeating([...prompt, ...answer], rules.noRepeatNgramSize) : []),
    ...(answer.length < rules.minNewTokens ? endTokens : []),
    ...rules.suppressed,
    ...(answer.length === 0 ? rules.suppressedAtBegin : []),
  ];
  for (const token of banned) logits[token] = Number.NEGATIVE_INFINITY;
}

/** Tokens that would end a run of `size` that is there already. */
function repeating(tokens: readonly number[], size: number): number[] {
  const begun = tokens.slice(tokens.length - size + 1);
  if (begun.length !== size - 1) return [];
  const found: number[] = [];
  for (let at = 0; at + size <= tokens.length; at += 1)
    if (begun.every((token, offset) => tokens[at + offset] === token)) found.push(tokens[at + size - 1]!);
  return found;
}
