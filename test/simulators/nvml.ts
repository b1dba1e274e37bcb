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
  play(gpus: readonly SimulatedGpu[], options?: { init?: number }): Promise<void>;
}

let compiled: Promise<string> | undefined;

afterAll(async () => {
  if (compiled !== undefined) await rm(dirname(await compiled), { recursive: true, force: true });
});

/** A copy of the simulated library of its own, so that tests do not share what it plays. */
export async function simulatedDriver(
  gpus: readonly SimulatedGpu[],
  options: { init?: number } = {},
): Promise<SimulatedDriver> {
  compiled ??= compile();
  const directory = await mkdtemp(join(tmpdir(), 'nvml-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const library = join(directory, 'libnvidia-ml.so.1');
  await copyFile(await compiled, library);
  const driver: SimulatedDriver = {
    library,
    play: (playing, { init = 0 } = {}) =>
      writeFile(`${library}.control`, [`${init}`, ...playing.map(lineOf), ''].join('\n')),
  };
  await driver.play(gpus, options);
  return driver;
}

async function compile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nvml-build-'));
  const library = join(directory, 'nvml.so');
  const source = fileURLToPath(new URL('./nvml.c', import.meta.url));
  await promisify(execFile)('cc', [
    '-O1',
    '-Wall',
    '-Werror',
    '-shared',
    '-fPIC',
    '-o',
    library,
    source,
    '-ldl',
  ]);
  return library;
}

function lineOf(gpu: SimulatedGpu, index: number): string {
  const {
    uuid = `GPU-0000000${index}-1111-2222-3333-444444444444`,
    name = 'NVIDIA H100 80GB HBM3',
    pci = `0:${(index + 1).toString(16)}:0`,
    mig = false,
    energyMJ = 1_000_000,
    powerMW = 70_000,
    error = 0,
  } = gpu;
  return [uuid, pci, mig === null ? '-' : Number(mig), energyMJ ?? '-', powerMW ?? '-', error, name].join(
    ' ',
  );
}
