import { told } from '../settings.ts';
import type { Nvml } from './library.ts';

/**
 * How a GPU is set up, as far as its energy depends on it. Never throws: what the GPU or its driver does not tell is
 * left out. NVML tells which clocks were set for applications, and not whether any were locked.
 */
export function nvmlSettings(
  gpu: { device: unknown; name: string; uuid: string },
  nvml: Nvml,
): Record<string, string> {
  const { device, name, uuid } = gpu;
  const reads: Record<string, () => string> = {
    'NVIDIA driver': () => nvml.driverVersion(),
    NVML: () => nvml.nvmlVersion(),
    [`power limit of ${name}`]: () => `${nvml.enforcedPowerLimitMW(device) / 1000} W`,
    [`graphics clock for applications of ${name}`]: () =>
      `${nvml.applicationsClockMHz(device, 'graphics')} MHz`,
    [`memory clock for applications of ${name}`]: () => `${nvml.applicationsClockMHz(device, 'memory')} MHz`,
    [`persistence mode of ${name}`]: () => onOrOff(nvml.persistenceMode(device)),
    [`MIG mode of ${name}`]: () => onOrOff(nvml.migMode(device)),
    [`ECC mode of ${name}`]: () => onOrOff(nvml.eccMode(device)),
    // Whether it is a whole GPU or a slice. The rest of the UUID is a serial number.
    [`kind of UUID of ${name}`]: () => /^(GPU|MIG)-/.exec(uuid)?.[1] ?? '',
  };
  return told(Object.fromEntries(Object.entries(reads).map(([key, read]) => [key, orEmpty(read)])));
}

function onOrOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
