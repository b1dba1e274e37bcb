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

/** By eights, of which hardly any holds something larger: the compiler keeps the largest one in a register. */
function argmaxOfFloats(logits: Float32Array, start: number, count: number): number {
  const end = start + count;
  let largest = logits[start]!;
  let best = start;
  let index = start;
  for (; index + 8 <= end; index += 8)
    if (
      logits[index]! > largest ||
      logits[index + 1]! > largest ||
      logits[index + 2]! > largest ||
      logits[index + 3]! > largest ||
      logits[index + 4]! > largest ||
      logits[index + 5]! > largest ||
      logits[index + 6]! > largest ||
      logits[index + 7]! > largest
    )
      for (let at = index; at < index + 8; at += 1)
        if (logits[at]! > largest) {
          largest = logits[at]!;
          best = at;
        }
  for (; index < end; index += 1)
    if (logits[index]! > largest) {
      largest = logits[index]!;
      best = index;
    }
  return best - start;
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
