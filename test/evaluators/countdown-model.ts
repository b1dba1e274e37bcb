import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TransformersConfig } from '../../src/config/config.ts';
import { floats, writeOnnx } from './onnx-writer.ts';

/** Tokens are letters; `#` ends, and `!` is what a model says that was not stopped at its end. */
export const letters = ['#', '!', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
export const endToken = 0;

/** Each letter is followed by the one before it: `d` by `cba#`. After the end comes only noise. */
function next(token: number): number {
  if (token <= 1) return 1;
  return token === 2 ? endToken : token - 1;
}

/**
 * Writes a model whose every answer is known: it counts down the alphabet from the prompt's last letter. It has
 * no attention, so it answers alike with and without a cache.
 */
export async function writeCountdownModel(
  directory: string,
  config: Record<string, unknown> = {},
): Promise<void> {
  const size = letters.length;
  const logits = letters.flatMap((_, token) => letters.map((_, other) => (other === next(token) ? 1 : 0)));
  const graph = writeOnnx({
    nodes: [{ op: 'Gather', inputs: ['table', 'input_ids'], outputs: ['logits'] }],
    weights: [{ name: 'table', dims: [size, size], data: floats(logits) }],
    inputs: [{ name: 'input_ids', type: 'int64', dims: ['batch_size', 'sequence_length'] }],
    outputs: [{ name: 'logits', type: 'float', dims: ['batch_size', 'sequence_length', size] }],
  });
  await mkdir(path.join(directory, 'onnx'), { recursive: true });
  await writeFile(path.join(directory, 'onnx', 'model.onnx'), Buffer.concat(graph));
  await writeJson(path.join(directory, 'config.json'), {
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    hidden_size: 8,
    num_attention_heads: 1,
    num_key_value_heads: 1,
    num_hidden_layers: 1,
    vocab_size: size,
    max_position_embeddings: 64,
    eos_token_id: endToken,
    ...config,
  });
  await writeTokenizer(directory, letters);
}

/** A tokenizer of one token a character; `#` is special and does not show in answers. */
export async function writeTokenizer(directory: string, vocabulary: readonly string[]): Promise<void> {
  await writeJson(path.join(directory, 'tokenizer.json'), {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 0,
        content: '#',
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: { type: 'Split', pattern: { Regex: '' }, behavior: 'Isolated', invert: false },
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: {
      type: 'BPE',
      unk_token: null,
      vocab: Object.fromEntries(vocabulary.map((letter, id) => [letter, id])),
      merges: [],
    },
  });
  await writeJson(path.join(directory, 'tokenizer_config.json'), {
    tokenizer_class: 'PreTrainedTokenizerFast',
    eos_token: '#',
    clean_up_tokenization_spaces: false,
  });
}

/** A model in a directory and how it runs, as the evaluator takes them. */
export function inDirectory(directory: string, changes: Partial<TransformersConfig> = {}) {
  const settings: TransformersConfig = {
    kind: 'transformers',
    dtype: 'fp32',
    device: 'cpu',
    batch: 4,
    maxNewTokens: 12,
    decoding: 'until-end',
    threads: 1,
    chatTemplate: 'auto',
    timeoutS: 60,
    ...changes,
  };
  return { id: 'countdown', directory, settings };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value));
}
