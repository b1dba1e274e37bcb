// The peer of bench/memory.ts: a process that loads a directory as transformers.js's documentation shows. Plain
// JavaScript, because stripping types would count against it.
import { AutoModelForCausalLM, AutoTokenizer, env } from '@huggingface/transformers';

process.on('message', async ({ directory, withProgress }) => {
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(directory);
  const model = await AutoModelForCausalLM.from_pretrained(directory, {
    dtype: 'fp32',
    device: 'cpu',
    ...(withProgress ? { progress_callback: () => undefined } : {}),
  });
  await model.generate({ ...tokenizer('abc'), max_new_tokens: 4 });
  process.send('done');
});
process.on('disconnect', () => process.exit());
