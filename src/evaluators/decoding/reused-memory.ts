/**
 * Memory by name that one batch after another uses: fresh memory is zeroed, and each of its pages is a fault at its
 * first touch. It holds what was left in it.
 */
export class ReusedMemory {
  readonly #buffers = new Map<string, ArrayBuffer>();

  take(name: string, type: 'float32' | 'float16', length: number): Float32Array | Uint16Array {
    const bytes = length * (type === 'float16' ? 2 : 4);
    let buffer = this.#buffers.get(name);
    if (buffer === undefined || buffer.byteLength < bytes) {
      buffer = new ArrayBuffer(bytes);
      this.#buffers.set(name, buffer);
    }
    return type === 'float16' ? new Uint16Array(buffer, 0, length) : new Float32Array(buffer, 0, length);
  }
}
