import { createInterface } from 'node:readline';
import type { Dtype } from '../../../src/config/config.ts';
import { decodeBatch } from '../../../src/evaluators/decoding/greedy.ts';
import { loadModel } from '../../../src/evaluators/load-model.ts';

/** This program's decode loop, with all that it loads for a model: `own-loop.ts DIRECTORY DTYPE NATIVE-DIRECTORY THREADS` serves as answers.py does. */
const [directory, dtype, nativeDirectory, threads] = process.argv.slice(2) as [string, Dtype, string, string];
const { decoder } = await loadModel({
  directory,
  dtype,
  device: 'cpu',
  threads: Number(threads),
  chatTemplate: 'off',
  nativeDirectory,
});
console.log(JSON.stringify({ ready: 'this decode loop' }));
for await (const line of createInterface({ input: process.stdin })) {
  const { batches, newTokens } = JSON.parse(line) as { batches: number[][][]; newTokens: number };
  const startMs = performance.now();
  const tokens: number[][] = [];
  for (const batch of batches) {
    const prompts = batch.map((ids) => ({ ids }));
    tokens.push(...(await decodeBatch(decoder, prompts, { newTokens, untilEnd: false })));
  }
  console.log(JSON.stringify({ durationS: (performance.now() - startMs) / 1000, tokens }));
}
