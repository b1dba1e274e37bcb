import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, onTestFinished } from 'vitest';

/** One GPU, as `nvml.c` plays it. What is left out is that of an idle H100. */
export interface SimulatedGpu {
  uuid?: string;
  name?: string;
  /** `domain:bus:device`, in hexadecimal. */
  pci?: string;
  /** nvmlDeviceArchitecture_t: 4 is Pascal, 9 Hopper. */
  architecture?: number;
  /** Null where the GPU knows no MIG. */
  mig?: boolean | null;
  /** Null where the GPU has no energy counter; `live` follows the clock at `powerMW`. */
  energyMJ?: number | 'live' | null;
  powerMW?: number | null;
  /** A code that all calls for the GPU answer. */
  error?: number;
}

export interface SimulatedDriver {
  library: string;
  /** What the library says from now on. */
  play(gpus: readonly SimulatedGpu[]): Promise<void>;
}

/** One build a set of compiler flags. */
const builds = new Map<string, Promise<string>>();

afterAll(async () => {
  for (const library of builds.values()) await rm(dirname(await library), { recursive: true, force: true });
});

interface DriverOptions {
  /** The code that nvmlInit answers. */
  init?: number;
  /** A driver that lacks the functions for energy, architecture and MIG. */
  old?: boolean;
}

/** A copy of the simulated library of its own, so that tests do not share what it plays. */
export async function simulatedDriver(
  gpus: readonly SimulatedGpu[],
  { init = 0, old = false }: DriverOptions = {},
): Promise<SimulatedDriver> {
  const directory = await mkdtemp(join(tmpdir(), 'nvml-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const library = join(directory, 'libnvidia-ml.so.1');
  await copyFile(await build(old ? ['-DOLD_DRIVER'] : []), library);
  const driver: SimulatedDriver = {
    library,
    play: (playing) => writeFile(`${library}.control`, [`${init}`, ...playing.map(lineOf), ''].join('\n')),
  };
  await driver.play(gpus);
  return driver;
}

function build(flags: readonly string[]): Promise<string> {
  const key = flags.join(' ');
  const library = builds.get(key) ?? compile(flags);
  builds.set(key, library);
  return library;
}

async function compile(flags: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nvml-build-'));
  const library = join(directory, 'nvml.so');
  const source = fileURLToPath(new URL('./nvml.c', import.meta.url));
  const always = ['-O1', '-Wall', '-Werror', '-shared', '-fPIC'];
  await promisify(execFile)('cc', [...always, ...flags, '-o', library, source, '-ldl']);
  return library;
}

function lineOf(gpu: SimulatedGpu, index: number): string {
  const {
    uuid = `GPU-0000000${index}-1111-2222-3333-444444444444`,
    name = 'NVIDIA H100 80GB HBM3',
    pci = `0:${(index + 1).toString(16)}:0`,
    architecture = 9,
    mig = false,
    energyMJ = 1_000_000,
    powerMW = 70_000,
    error = 0,
  } = gpu;
  return [
    uuid,
    pci,
    architecture,
    mig === null ? '-' : Number(mig),
    energyMJ ?? '-',
    powerMW ?? '-',
    error,
    name,
  ].join(' ');
}
