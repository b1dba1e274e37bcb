import { expect, test } from 'vitest';
import { applyRules, logitsRules } from '../../../src/evaluators/decoding/logits-rules.ts';

const none = Number.NEGATIVE_INFINITY;

function after(
  generation: Record<string, unknown>,
  logits: number[],
  { prompt = [] as number[], answer = [] as number[] } = {},
): number[] {
  const changed = Float32Array.from(logits);
  applyRules(changed, logitsRules(generation)!, prompt, answer, new Set([0]));
  return Array.from(changed);
}

test('what concerns sampling or beams alone is no rule', () => {
  expect(logitsRules({})).toBeNull();
  const sampling = { do_sample: true, temperature: 0.7, top_p: 0.8, top_k: 20, num_beams: 4 };
  expect(logitsRules({ ...sampling, repetition_penalty: 1, eos_token_id: [1, 2] })).toBeNull();
});

test('a repetition penalty makes tokens of prompt and answer less likely, each once', () => {
  const logits = [1, 2, -2, 4, -4];
  expect(after({ repetition_penalty: 2 }, logits, { prompt: [1, 1, 2], answer: [1, 4] })).toEqual([
    1, 1, -4, 4, -8,
  ]);
});

test('a run of tokens that is there already is not completed again', () => {
  const given = { prompt: [1, 2, 3, 1], answer: [2] };
  expect(after({ no_repeat_ngram_size: 3 }, [0, 1, 2, 3], given)).toEqual([0, 1, 2, none]);
  expect(after({ no_repeat_ngram_size: 1 }, [0, 1, 2, 3], given)).toEqual([0, none, none, none]);
  expect(after({ no_repeat_ngram_size: 9 }, [0, 1, 2, 3], given)).toEqual([0, 1, 2, 3]);
});

test('tokens are suppressed always, at the beginning, or until the least length is written', () => {
  expect(after({ suppress_tokens: [2] }, [0, 1, 2], { answer: [1] })).toEqual([0, 1, none]);
  expect(after({ begin_suppress_tokens: [2] }, [0, 1, 2])).toEqual([0, 1, none]);
  expect(after({ begin_suppress_tokens: [2] }, [0, 1, 2], { answer: [1] })).toEqual([0, 1, 2]);
  expect(after({ min_new_tokens: 2 }, [0, 1, 2], { answer: [1] })).toEqual([none, 1, 2]);
  expect(after({ min_new_tokens: 2 }, [0, 1, 2], { answer: [1, 1] })).toEqual([0, 1, 2]);
});

test.each(['bad_words_ids', 'forced_eos_token_id', 'guidance_scale', 'sequence_bias', 'min_length'])(
  '%s is refused, since it is not done',
  (name) => {
    expect(() => logitsRules({ [name]: 7 })).toThrow(`generation_config.json sets ${name}`);
    expect(logitsRules({ [name]: null })).toBeNull();
  },
);

test.each([
  [{ repetition_penalty: 'high' }, 'repetition_penalty: "high", which is no number'],
  [{ suppress_tokens: 'a' }, 'suppress_tokens, which is no list of tokens'],
])('%j is refused', (generation, message) => {
  expect(() => logitsRules(generation)).toThrow(message);
});
