import { existsSync } from 'node:fs';

/** What a loaded NVIDIA driver shows: its control device, its version, and, under WSL, the GPUs of Windows. */
const traces = ['/dev/nvidiactl', '/proc/driver/nvidia/version', '/dev/dxg'];

/**
 * Whether it is worth looking for NVIDIA GPUs. False where the kernel shows nothing of a driver: then its library
 * could find no GPU either.
 */
export function nvidiaDriverMayBeHere(exists: (path: string) => boolean = existsSync): boolean {
  return traces.some(exists);
}
