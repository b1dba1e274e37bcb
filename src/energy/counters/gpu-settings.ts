import { release } from 'node:os';
import { join } from 'node:path';
import { powerLimit, told } from './settings.ts';
import { type ReadText, textOf } from './sysfs.ts';

/** Where the kernel shows a GPU, and how it is called in its settings. */
export interface KernelGpu {
  name: string;
  /** Its hwmon chip; null where it has none. */
  chip: string | null;
  /** Its PCI device. */
  device: string;
}

/** How an AMD GPU is set up, as far as its energy depends on it. What the driver does not tell is left out. */
export function amdGpuSettings(gpu: KernelGpu, read: ReadText, kernel = release()): Record<string, string> {
  const { name, chip, device } = gpu;
  return told({
    'AMD driver': amdDriver(device, read, kernel),
    [`power limit of ${name}`]: capOf(chip, 'power1_cap', read),
    [`performance level of ${name}`]: word(join(device, 'power_dpm_force_performance_level'), read),
  });
}

/** How an Intel GPU is set up, as far as its energy depends on it: what it may draw for long. */
export function intelGpuSettings(
  { name, chip }: Omit<KernelGpu, 'device'>,
  read: ReadText,
): Record<string, string> {
  return told({
    [`power limit of ${name}`]: capOf(chip, 'power1_max', read),
    [`power limit of ${name}, package`]: capOf(chip, 'power2_max', read),
  });
}

function capOf(chip: string | null, file: string, read: ReadText): string {
  return chip === null ? '' : powerLimit(join(chip, file), read);
}

/** AMD's own driver has a version. The kernel's is as old as the kernel's series; the weekly fixes of one do not count. */
function amdDriver(device: string, read: ReadText, kernel: string): string {
  const version = word(join(device, 'driver/module/version'), read);
  const [series] = /^\d+\.\d+/.exec(kernel) ?? [];
  return version !== '' || series === undefined ? version : `of Linux ${series}`;
}

function word(path: string, read: ReadText): string {
  return /^[\w.+~-]{1,64}$/.exec(textOf(path, read) ?? '')?.[0] ?? '';
}
