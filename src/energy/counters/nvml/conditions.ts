import { readFileSync } from 'node:fs';
import type { DeviceConditions } from '../../counter.ts';
import type { Nvml } from './library.ts';

/** Reads the kernel's name of a process. Throws where there is none. */
export type ReadComm = (pid: number) => string;

const readComm: ReadComm = (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8');

/**
 * How a GPU is at this moment. Never throws: what cannot be read is null, or, of the reasons for which its clocks
 * are held down, left out.
 */
export function nvmlConditions(nvml: Nvml, device: unknown, comm: ReadComm = readComm): DeviceConditions {
  return {
    temperatureC: orNull(() => nvml.temperatureC(device)),
    throttled: orNull(() => throttlingOf(nvml.clocksEventReasons(device))),
    processes: orNull(() => nvml.processes(device).map((pid) => ({ pid, name: nameOf(pid, nvml, comm) }))),
  };
}

const hardwareSlowdown = 0x8;
/** Bits of nvmlClocksEventReasons. An idle GPU, and clocks that somebody set, are not among them. */
const throttling: readonly (readonly [bit: number, words: string])[] = [
  [0x4, 'power limit'],
  [0x10, 'another GPU of its sync boost group'],
  [0x20, 'too hot'],
  [0x40, 'too hot (hardware slowdown)'],
  [0x80, 'power brake'],
];
/** Both also set the bit of hardware slowdown, of which they are the cause. */
const causesOfSlowdown = 0x40 | 0x80;

/** Why clocks are held down, in words; empty where they are not. */
export function throttlingOf(reasons: number): string[] {
  const words = throttling.filter(([bit]) => (reasons & bit) !== 0).map(([, each]) => each);
  const unexplained = (reasons & hardwareSlowdown) !== 0 && (reasons & causesOfSlowdown) === 0;
  return unexplained ? [...words, 'hardware slowdown'] : words;
}

const mostNameLength = 64;

function nameOf(pid: number, nvml: Nvml, comm: ReadComm): string | null {
  return plainName(orNull(() => nvml.processName(pid)) ?? '') ?? plainName(orNull(() => comm(pid)) ?? '');
}

/** The file's name, without what could change how a terminal or a page shows it; null where nothing is left. */
export function plainName(name: string): string | null {
  const plain = name
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replace(/^.*\//, '')
    .trim();
  return plain === '' ? null : [...plain].slice(0, mostNameLength).join('');
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
