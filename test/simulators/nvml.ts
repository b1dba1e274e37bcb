import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { systemClock } from '../../src/energy/clock.ts';
import { compileNvml, playNvml, type SimulatedGpu, type SimulatedHost } from './nvml-control.ts';

export { type SimulatedGpu, traceText } from './nvml-control.ts';
export { type PowerTrace, traceEnergyJ } from './power-trace.ts';

export interface SimulatedDriver {
  library: string;
  /** When the driver was loaded, in seconds of `systemClock`: live counters begin then. */
  loadedAtS: number;
  /** What the library says from now on, in every process that has it open. */
  play(gpus: readonly SimulatedGpu[]): Promise<void>;
}

/** One build a set of compiler flags. */
const builds = new Map<string, Promise<string>>();

afterAll(async () => {
  for (const library of builds.values()) await rm(dirname(await library), { recursive: true, force: true });
});

interface DriverOptions extends Pick<SimulatedHost, 'init' | 'driverVersion' | 'nvmlVersion'> {
  /** A driver that lacks the functions for energy, architecture, MIG and field values. */
  old?: boolean;
  /** Now, where it is left out. */
  loadedAtS?: number;
}

/** A copy of the simulated library of its own, so that tests do not share what it plays. */
export async function simulatedDriver(
  gpus: readonly SimulatedGpu[],
  { old = false, loadedAtS = systemClock.nowS(), ...host }: DriverOptions = {},
): Promise<SimulatedDriver> {
  const directory = await mkdtemp(join(tmpdir(), 'nvml-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const library = join(directory, 'libnvidia-ml.so.1');
  await copyFile(await build(old ? ['-DOLD_DRIVER'] : []), library);
  const play = (playing: readonly SimulatedGpu[]) => playNvml(library, { ...host, gpus: playing, loadedAtS });
  await play(gpus);
  return { library, loadedAtS, play };
}

function build(flags: readonly string[]): Promise<string> {
  const key = flags.join(' ');
  const library = builds.get(key) ?? compile(flags);
  builds.set(key, library);
  return library;
}

async function compile(flags: readonly string[]): Promise<string> {
  const library = join(await mkdtemp(join(tmpdir(), 'nvml-build-')), 'nvml.so');
  await compileNvml(library, flags);
  return library;
}
