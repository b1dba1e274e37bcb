/*
 * JavaScript has no vector instructions, and looks at logits one by one: with 150,000 of them a row this takes longer
 * than all else that a step does here. WebAssembly has them. The module is small enough to be put together in place
 * (https://webassembly.github.io/spec/core/binary/).
 */

/** Numbers that are compared at once; the module looks at whole blocks only. */
export const blockSize = 16;

const [i32, v128] = [0x7f, 0x7b];
const [from, to, at, best, four] = [0, 1, 2, 3, 4];

const minusInfinity = [0, 0, 0x80, 0xff];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
/** 16 bytes from `from` and so many further on; unaligned, as rows may begin anywhere. */
const load = (offset: number) => [...get(from), 0xfd, 0x00, 0x00, offset];
const splat = [0xfd, 0x13];
const lane = (index: number) => [...get(four), 0xfd, 0x1f, index];
const greater = [0xfd, 0x44];
const anyTrue = [0xfd, 0x53];
const pairwiseLargest = [0xfd, 0xeb, 0x01];
const larger = [0x97];

const instructions = [
  ...[...get(from), ...set(at)],
  ...[0x43, ...minusInfinity, ...splat, ...set(best)],
  ...[0x03, 0x40], // loop
  ...[...load(0), ...load(16), ...pairwiseLargest],
  ...[...load(32), ...load(48), ...pairwiseLargest, ...pairwiseLargest, ...tee(four)],
  ...[...get(best), ...greater, ...anyTrue],
  ...[0x04, 0x40], // if any of the block is larger than the best before
  ...[...get(from), ...set(at)],
  ...[...lane(0), ...lane(1), ...larger, ...lane(2), ...larger, ...lane(3), ...larger],
  ...[...splat, ...set(best)],
  0x0b,
  ...[...get(from), 0x41, 0xc0, 0x00, 0x6a, ...tee(from)], // from += 64
  ...[...get(to), 0x49, 0x0d, 0x00], // again while from < to
  0x0b,
  ...get(at),
  0x0b,
];

const sized = (bytes: readonly number[]) => [...length(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]) => [id, ...sized(bytes)];
const text = (name: string) => sized([...Buffer.from(name)]);

/** Unsigned LEB128. */
function length(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...length(value >> 7)];
}

/** What of the global WebAssembly is used; Node's types leave it out. */
interface Wasm {
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  Module: new (code: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: object,
  ) => { exports: Record<string, (...args: number[]) => number> };
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };
const pageBytes = 65_536;
/** What 32-bit addresses reach. */
export const mostScannedBytes = 65_536 * pageBytes;

const locals = [2, 1, i32, 2, v128];
const code = new wasm.Module(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, i32, i32, 1, i32]),
    ...section(2, [1, ...text('logits'), ...text('memory'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('largestBlock'), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...instructions])]),
  ]),
);

/** Memory for 32-bit floats that is looked through by vector instructions. */
export class ScannedMemory {
  readonly buffer: ArrayBuffer;
  /** Byte offset of the first block that holds the largest number of the blocks in `[from, to)`, which are bytes. */
  readonly largestBlock: (from: number, to: number) => number;

  constructor(bytes: number) {
    const memory = new wasm.Memory({ initial: Math.ceil(bytes / pageBytes) });
    this.buffer = memory.buffer;
    const { largestBlock } = new wasm.Instance(code, { logits: { memory } }).exports;
    this.largestBlock = (from, to) => largestBlock!(from, to) >>> 0;
  }
}
