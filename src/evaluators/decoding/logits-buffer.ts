import { argmax } from './argmax.ts';
import { halfToNumber } from './half-float.ts';
import { blockSize, mostScannedBytes, ScannedMemory } from './largest-block.ts';

const floatBytes = 4;

/** Where a graph writes its logits, run after run. */
export class LogitsBuffer {
  readonly type: 'float32' | 'float16';
  #data: Float32Array | Uint16Array = new Float32Array(0);
  #memory: ScannedMemory | null = null;

  constructor(type: LogitsBuffer['type']) {
    this.type = type;
  }

  /** Room for so many logits; what was in it is lost. */
  take(size: number): Float32Array | Uint16Array {
    if (this.#data.length < size) {
      const scanned = this.type === 'float32' && size * floatBytes <= mostScannedBytes;
      this.#memory = scanned ? new ScannedMemory(size * floatBytes) : null;
      if (this.#memory !== null) this.#data = new Float32Array(this.#memory.buffer);
      else this.#data = this.type === 'float32' ? new Float32Array(size) : new Uint16Array(size);
    }
    return this.#data.subarray(0, size);
  }

  /** Index of the largest of `count` logits from `start` on, relative to `start`; of equal ones the first. */
  argmax(start: number, count: number): number {
    const whole = count - (count % blockSize);
    if (this.#memory === null || whole === 0) return argmax(this.#data, start, count);
    const end = (start + whole) * floatBytes;
    const block = this.#memory.largestBlock(start * floatBytes, end) / floatBytes;
    const found = block + argmax(this.#data, block, blockSize) - start;
    if (whole === count) return found;
    const rest = whole + argmax(this.#data, start + whole, count - whole);
    return this.#data[start + rest]! > this.#data[start + found]! ? rest : found;
  }

  /** A copy of `count` logits from `start` on. */
  copy(start: number, count: number): Float32Array {
    const data = this.#data;
    return data instanceof Float32Array
      ? data.slice(start, start + count)
      : Float32Array.from(data.subarray(start, start + count), halfToNumber);
  }
}
