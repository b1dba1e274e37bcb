import { halfOrder } from './half-float.ts';

/** Logits in the type that a graph gives them: 16-bit floats as their bits where the engine has no type for them. */
export type Logits = Float32Array | Uint16Array | ArrayLike<number>;

/** Index of the largest of `count` logits from `start` on, relative to `start`; of equal ones the first. */
export function argmax(logits: Logits, start: number, count: number): number {
  if (logits instanceof Float32Array) return argmaxOfFloats(logits, start, count);
  if (logits instanceof Uint16Array) return argmaxOfHalves(logits, start, count);
  let best = start;
  for (let index = start + 1; index < start + count; index += 1)
    if (logits[index]! > logits[best]!) best = index;
  return best - start;
}

/** By blocks: the largest of a block is found without keeping its place, and most blocks hold nothing larger. */
const block = 256;

function argmaxOfFloats(logits: Float32Array, start: number, count: number): number {
  const end = start + count;
  let best = logits[start]!;
  let bestBlock = start;
  for (let from = start; from < end; from += block) {
    const to = Math.min(from + block, end);
    let largest = logits[from]!;
    for (let index = from + 1; index < to; index += 1) {
      const value = logits[index]!;
      largest = value > largest ? value : largest;
    }
    if (largest > best) {
      best = largest;
      bestBlock = from;
    }
  }
  for (let index = bestBlock; index < end; index += 1) if (logits[index] === best) return index - start;
  return 0;
}

function argmaxOfHalves(logits: Uint16Array, start: number, count: number): number {
  let best = start;
  let bestOrder = halfOrder(logits[start]!);
  for (let index = start + 1; index < start + count; index += 1) {
    const order = halfOrder(logits[index]!);
    if (order > bestOrder) {
      best = index;
      bestOrder = order;
    }
  }
  return best - start;
}
