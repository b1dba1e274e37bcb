import type { CacheTensor, DecoderGraph } from './decoder-graph.ts';
import type { TensorData } from './decoder-session.ts';

type Buffer16Or32 = Float32Array | Uint16Array;

/**
 * The keys and values of a batch. The runtime reads one set of buffers and writes the grown cache into another,
 * which is the one that is read next: nothing is copied or allocated from step to step.
 */
export class KeyValueCache {
  /** Tokens that each row holds, its padding among them. */
  length = 0;
  #rows: number;
  readonly #tensors: readonly CacheTensor[];
  #read: Buffer16Or32[];
  #written: Buffer16Or32[];

  /** @param capacity tokens that a row can hold */
  constructor({ cache, memory }: DecoderGraph, rows: number, capacity: number) {
    this.#tensors = cache;
    this.#rows = rows;
    const buffers = (side: number) =>
      cache.map(({ past, heads, headSize, type }) =>
        memory.take(`${past} ${side}`, type, rows * heads * capacity * headSize),
      );
    this.#read = buffers(0);
    this.#written = buffers(1);
  }

  /** What the graph reads, for `count` rows from `first` on. */
  past(first: number, count: number): Record<string, TensorData> {
    return this.#views(this.#read, ({ past }) => past, first, count, this.length);
  }

  /** Where the graph writes the cache with `more` tokens. */
  present(first: number, count: number, more: number): Record<string, TensorData> {
    return this.#views(this.#written, ({ present }) => present, first, count, this.length + more);
  }

  /** What was written for all rows becomes what is read. */
  grow(more: number): void {
    this.length += more;
    [this.#read, this.#written] = [this.#written, this.#read];
  }

  /** Keeps these rows, in their order, and of each the tokens from `from` on. */
  keep(rows: readonly number[], from: number): void {
    const length = this.length - from;
    for (const [index, { heads, headSize }] of this.#tensors.entries()) {
      const [read, written] = [this.#read[index]!, this.#written[index]!];
      for (const [to, row] of rows.entries())
        for (let head = 0; head < heads; head += 1) {
          const start = ((row * heads + head) * this.length + from) * headSize;
          const values = read.subarray(start, start + length * headSize);
          written.set(values as never, (to * heads + head) * length * headSize);
        }
    }
    [this.#read, this.#written] = [this.#written, this.#read];
    this.#rows = rows.length;
    this.length = length;
  }

  #views(
    buffers: readonly Buffer16Or32[],
    nameOf: (tensor: CacheTensor) => string,
    first: number,
    count: number,
    length: number,
  ): Record<string, TensorData> {
    if (first + count > this.#rows) throw new RangeError('the cache has fewer rows');
    return Object.fromEntries(
      this.#tensors.map((tensor, index) => {
        const { heads, headSize, type } = tensor;
        const row = heads * length * headSize;
        const data = buffers[index]!.subarray(first * row, (first + count) * row);
        return [nameOf(tensor), { type, data, dims: [count, heads, length, headSize] }];
      }),
    );
  }
}
