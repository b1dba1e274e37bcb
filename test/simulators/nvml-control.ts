import { execFile } from 'node:child_process';
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PowerTrace } from './power-trace.ts';

/**
 * One GPU, as `nvml.c` plays it. What is left out is that of a busy H100. All times are seconds of CLOCK_MONOTONIC,
 * which `process.hrtime` tells too: what lies in the past has happened.
 */
export interface SimulatedGpu {
  uuid?: string;
  name?: string;
  /** `domain:bus:device`, in hexadecimal. */
  pci?: string;
  /** nvmlDeviceArchitecture_t: 4 is Pascal, 9 Hopper. */
  architecture?: number;
  /** Null where the GPU knows no MIG. */
  mig?: boolean | null;
  /** What the GPU draws. With it, energy and power follow it unless they are fixed. */
  trace?: PowerTrace;
  /** Null where the GPU has no energy counter; `live` follows the trace, or a constant `powerMW`. */
  energyMJ?: number | 'live' | null;
  powerMW?: number | 'live' | null;
  /** How a live energy counter counts. */
  counter?: {
    updatePeriodS?: number;
    /** Updates come at whole periods after this moment. */
    phaseS?: number;
    /** What it held when the driver was loaded. */
    startsAtMJ?: number;
    /** The share of each update period, its last part, that is sensed and taken for the whole: 0.25 on an H100. */
    sensedShare?: number;
  };
  /** How a live power reading comes about. */
  powerReading?: {
    updatePeriodS?: number;
    phaseS?: number;
    /** What a value averages over before its update: 1 by default from Ampere on; 0 for momentary power. */
    averageS?: number;
    /** Whether NVML_FI_DEV_POWER_INSTANT and _AVERAGE can be asked for. */
    fields?: boolean;
  };
  /** When the driver is loaded anew, and the live counter starts again from 0. */
  resetAtS?: number;
  /** The live counter stands still in between, and is right again afterwards. */
  stall?: { fromS: number; toS: number };
  /** The live counter says so much less in between. */
  glitch?: { fromS: number; toS: number; byMJ: number };
  /** A code that all calls for the GPU answer, at once or from some moment on. */
  error?: number | { code: number; fromS: number };
  temperatureC?: number | null;
  /** Bits of nvmlClocksEventReasons: why the clocks are held down. */
  clocksEventReasons?: number | null;
  /** As enforced; null where the GPU does not tell, as with all that follow. */
  powerLimitMW?: number | null;
  applicationsClocksMHz?: { graphics?: number | null; memory?: number | null };
  persistenceMode?: boolean | null;
  ecc?: boolean | null;
  /** Those that use the GPU; null where the driver does not say. Without a name, the driver knows none. */
  processes?: readonly { pid: number; name?: string; kind?: 'compute' | 'graphics' }[] | null;
}

export interface SimulatedHost {
  gpus: readonly SimulatedGpu[];
  /** The code that nvmlInit answers. */
  init?: number;
  /** Null where the library does not tell. */
  driverVersion?: string | null;
  nvmlVersion?: string | null;
  /** When the driver was loaded: live counters begin then. */
  loadedAtS: number;
}

/** Compiles the simulated driver library to this path. */
export async function compileNvml(library: string, flags: readonly string[] = []): Promise<void> {
  const source = fileURLToPath(new URL('./nvml.c', import.meta.url));
  const always = ['-O2', '-Wall', '-Werror', '-shared', '-fPIC'];
  await promisify(execFile)('cc', [...always, ...flags, '-o', library, source, '-ldl', '-lm', '-lpthread']);
}

/** Tells the library, and all processes that have it open, what it plays from now on. */
export async function playNvml(library: string, host: SimulatedHost): Promise<void> {
  const control = `${library}.control`;
  await writeFile(`${control}.new`, controlText(host));
  await rename(`${control}.new`, control);
}

function controlText(host: SimulatedHost): string {
  const { gpus, init = 0, driverVersion = '550.54.15', loadedAtS } = host;
  const { nvmlVersion = driverVersion && `12.${driverVersion}` } = host;
  const names = gpus
    .flatMap(({ processes }) => processes ?? [])
    .flatMap(({ pid, name }) => (name === undefined ? [] : [`process ${pid} ${name}`]));
  return [
    `init ${init}`,
    `driver ${driverVersion ?? '-'}`,
    `nvml ${nvmlVersion ?? '-'}`,
    `since ${loadedAtS}`,
    ...new Set(names),
    ...gpus.map(lineOf),
    '',
  ].join('\n');
}

function lineOf(gpu: SimulatedGpu, index: number): string {
  const {
    uuid = `GPU-0000000${index}-1111-2222-3333-444444444444`,
    name = 'NVIDIA H100 80GB HBM3',
    pci = `0:${(index + 1).toString(16)}:0`,
    architecture = 9,
    mig = false,
    trace,
    energyMJ = trace ? 'live' : 1_000_000,
    powerMW = trace ? 'live' : 70_000,
    counter: { updatePeriodS = 0.02, phaseS = 0, startsAtMJ = 1_000_000, sensedShare = 1 } = {},
    powerReading: power = {},
    resetAtS,
    stall,
    glitch,
    error = 0,
    temperatureC = 40,
    clocksEventReasons = 0,
    powerLimitMW = 700_000,
    applicationsClocksMHz: { graphics = 1980, memory = 2619 } = {},
    persistenceMode = true,
    ecc = true,
    processes = [],
  } = gpu;
  const constant = { kind: 'constant', powerW: typeof powerMW === 'number' ? powerMW / 1000 : 0 } as const;
  const { code, fromS } = typeof error === 'number' ? { code: error, fromS: 0 } : error;
  const pidsOf = (kind: string) =>
    processes === null
      ? '-'
      : processes
          .filter((each) => (each.kind ?? 'compute') === kind)
          .map(({ pid }) => pid)
          .join(',');
  const reading = [
    power.updatePeriodS ?? 0.1,
    power.phaseS ?? 0,
    power.averageS ?? (architecture >= averagesPowerFrom ? 1 : 0),
  ];
  const words = {
    uuid,
    pci,
    arch: architecture,
    mig: flag(mig),
    trace: traceText(trace ?? constant),
    energy: energyMJ ?? '-',
    counter: [updatePeriodS, phaseS, startsAtMJ, sensedShare].join(':'),
    power: powerMW ?? '-',
    reading: reading.join(':'),
    fields: Number(power.fields ?? true),
    reset: resetAtS,
    stall: stall && `${stall.fromS}:${stall.toS}`,
    glitch: glitch && `${glitch.fromS}:${glitch.toS}:${glitch.byMJ}`,
    error: code === 0 ? undefined : `${code}:${fromS}`,
    temperature: temperatureC ?? '-',
    clocks: clocksEventReasons ?? '-',
    limit: powerLimitMW ?? '-',
    'graphics-clock': graphics ?? '-',
    'memory-clock': memory ?? '-',
    persistence: flag(persistenceMode),
    ecc: flag(ecc),
    compute: pidsOf('compute'),
    graphics: pidsOf('graphics'),
    name,
  };
  const given = Object.entries(words).filter(([, value]) => value !== undefined);
  return `gpu ${given.map(([key, value]) => `${key}=${value}`).join(' ')}`;
}

function flag(value: boolean | null): string | number {
  return value === null ? '-' : Number(value);
}

/** Ampere. */
const averagesPowerFrom = 7;

/** As the library's control file, and its `simulatedTraceEnergyJ`, take it. */
export function traceText(trace: PowerTrace): string {
  switch (trace.kind) {
    case 'constant':
      return `constant:${trace.powerW}`;
    case 'square':
      return `square:${trace.highW}:${trace.lowW}:${trace.periodS}:${trace.phaseS ?? 0}`;
    case 'ramp':
      return `ramp:${trace.fromW}:${trace.toW}:${trace.periodS}:${trace.phaseS ?? 0}`;
    case 'bursts':
      return `bursts:${trace.seed}:${trace.idleW}:${trace.peakW}:${trace.slotS}`;
  }
}
