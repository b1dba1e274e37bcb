// `generate` of transformers.js: node transformers-js.mjs DIRECTORY DTYPE THREADS. It serves as answers.py does. Plain
// JavaScript, because stripping types would count against it.
import { createInterface } from 'node:readline';
import { AutoModelForCausalLM, env, LogLevel, Tensor } from '@huggingface/transformers';

const [directory, dtype, threads] = process.argv.slice(2);
env.logLevel = LogLevel.ERROR;
env.allowRemoteModels = false;
const model = await AutoModelForCausalLM.from_pretrained(directory, {
  dtype,
  device: 'cpu',
  session_options: { intraOpNumThreads: Number(threads), interOpNumThreads: 1 },
});
model.config.eos_token_id = null;
model.generation_config.eos_token_id = null;

async function decode(prompts, newTokens) {
  const width = Math.max(...prompts.map(({ length }) => length));
  const shape = [prompts.length, width];
  const ids = new BigInt64Array(prompts.length * width);
  const mask = new BigInt64Array(prompts.length * width);
  for (const [row, prompt] of prompts.entries()) {
    ids.set(prompt.map(BigInt), (row + 1) * width - prompt.length);
    mask.fill(1n, (row + 1) * width - prompt.length, (row + 1) * width);
  }
  const output = await model.generate({
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
    max_new_tokens: newTokens,
    do_sample: false,
  });
  return output.tolist().map((row) => row.slice(width).map(Number));
}

console.log(JSON.stringify({ ready: `transformers.js ${env.version}` }));
for await (const line of createInterface({ input: process.stdin })) {
  const { batches, newTokens } = JSON.parse(line);
  const startMs = performance.now();
  const tokens = [];
  for (const batch of batches) tokens.push(...(await decode(batch, newTokens)));
  console.log(JSON.stringify({ durationS: (performance.now() - startMs) / 1000, tokens }));
}
