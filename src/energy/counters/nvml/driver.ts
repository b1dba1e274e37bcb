import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The name under which every NVIDIA driver of Linux installs the library. */
export const nvmlLibrary = 'libnvidia-ml.so.1';

/** What a loaded NVIDIA driver shows: its control device, its version, and, under WSL, the GPUs of Windows. */
const traces = ['/dev/nvidiactl', '/proc/driver/nvidia/version', '/dev/dxg'];

/**
 * Whether it is worth looking for NVIDIA GPUs. False where the kernel shows nothing of a driver, for its library could
 * find no GPU then, and where no directory of `LD_LIBRARY_PATH` has the library all the same.
 */
export function nvidiaDriverMayBeHere(
  exists: (path: string) => boolean = existsSync,
  env: Record<string, string | undefined> = process.env,
): boolean {
  const named = (env.LD_LIBRARY_PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  return traces.some(exists) || named.some((directory) => exists(join(directory, nvmlLibrary)));
}
