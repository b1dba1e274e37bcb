/** A call that lists processes: it fills the space, and sets the count to what there is. Returns nvmlReturn_t. */
export type ListCall = (count: [number], space: Buffer | null) => number;

const success = 0;
const insufficientSize = 7;

/** What the driver leaves of the space keeps this value, which ends no field that it writes. */
const untouched = 0xaa;
/**
 * Sizes of nvmlProcessInfo_t: 16 is that of the functions without a version, 24 that of nvml.h. Drivers from 535.43
 * to 535.86 write 32 under the same name (go-nvml#75), and some have been seen to write 16 (nvitop#226).
 */
const strides = [16, 24, 32] as const;
const widest = 32;

/** More processes than any GPU can serve: what says more is not to be believed. */
const mostProcesses = 4096;
/** How often a list that has grown since its length was asked for is asked for again. */
const mostAttempts = 3;

/** Ids of the processes in a list, or the code that the driver answered. Throws where the list makes no sense. */
export function listProcesses(
  list: ListCall,
  declaredStride: 16 | 24,
): { code: number } | { pids: number[] } {
  const count: [number] = [0];
  let code = list(count, null);
  for (let attempt = 1; code === insufficientSize && attempt <= mostAttempts; attempt += 1) {
    // Processes may start between the two calls.
    const entries = checked(count[0]) * 2 + 5;
    const space = Buffer.alloc(entries * widest, untouched);
    count[0] = entries;
    code = list(count, space);
    if (code === success) return { pids: pidsIn(space, checked(count[0]), declaredStride) };
  }
  return code === success ? { pids: [] } : { code };
}

function checked(count: number): number {
  if (!(count <= mostProcesses)) throw new Error(`NVML speaks of ${count} processes on one GPU`);
  return count;
}

function pidsIn(space: Buffer, count: number, declaredStride: number): number[] {
  const written = space.findLastIndex((byte) => byte !== untouched) + 1;
  const stride = strides.find((each) => each * count >= written) ?? declaredStride;
  return Array.from({ length: count }, (_, index) => space.readUInt32LE(index * stride));
}
