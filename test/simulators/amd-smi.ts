import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, onTestFinished } from 'vitest';
import { systemClock } from '../../src/energy/clock.ts';

/** What is left out is usual: a GPU of 300 W without faults. */
export interface SimulatedAmdGpu {
  /** As Linux writes it. */
  pciAddress?: string;
  name?: string;
  /** Null for a GPU that does not tell. */
  uuid?: string | null;
  powerW?: number;
  /** Counts of 2^-16 J that it began with. */
  startCounts?: bigint;
  /** The amdsmi_status_t with which it answers when asked for its energy. */
  status?: number;
  /** It wraps at 2 to this. */
  bits?: number;
  /** So much less than it would show: given later, a step back. */
  backJ?: number;
  /** What the library says that a count is. */
  resolutionUj?: number;
}

export interface SimulatedAmdDriver {
  library: string;
  /** Seconds of `systemClock` at which all counters began. */
  loadedAtS: number;
  /** What the library says from now on, in every process that has it open. */
  play(gpus: readonly SimulatedAmdGpu[]): Promise<void>;
}

let built: Promise<string> | null = null;

afterAll(async () => {
  if (built !== null) await rm(dirname(await built), { recursive: true, force: true });
});

/** A copy of the simulated library of its own, so that tests do not share what it plays. */
export async function simulatedAmdDriver(
  gpus: readonly SimulatedAmdGpu[],
  { init = 0, loadedAtS = systemClock.nowS() }: { init?: number; loadedAtS?: number } = {},
): Promise<SimulatedAmdDriver> {
  built ??= compile();
  const directory = await mkdtemp(join(tmpdir(), 'amd-smi-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const library = join(directory, 'libamd_smi.so');
  await copyFile(await built, library);
  const play = async (playing: readonly SimulatedAmdGpu[]) => {
    const lines = playing.map((gpu, index) => lineOf(gpu, index, loadedAtS));
    await writeFile(`${library}.control.new`, [`init ${init}`, ...lines, ''].join('\n'));
    await rename(`${library}.control.new`, `${library}.control`);
  };
  await play(gpus);
  return { library, loadedAtS, play };
}

function lineOf(gpu: SimulatedAmdGpu, index: number, sinceS: number): string {
  const {
    pciAddress = `0000:${(index + 1).toString(16).padStart(2, '0')}:00.0`,
    name = 'AMD Instinct MI300X',
    uuid = `${index}0ff74a1-0000-1000-80e2-2b4b1f0e6ff9`,
    powerW = 300,
    startCounts = 2n ** 30n,
    status = 0,
    bits = 64,
    backJ = 0,
    resolutionUj = 15.259,
  } = gpu;
  const back = BigInt(Math.round(backJ * 65536));
  const fields = [bdfOf(pciAddress), status, startCounts, sinceS, powerW, bits, back, resolutionUj];
  return `gpu ${fields.join(' ')} ${uuid ?? '-'} ${name}`;
}

function bdfOf(pciAddress: string): bigint {
  const [domain = 0n, bus = 0n, device = 0n, unit = 0n] = pciAddress
    .split(/[:.]/)
    .map((part) => BigInt(`0x${part}`));
  return (domain << 16n) | (bus << 8n) | (device << 3n) | unit;
}

async function compile(): Promise<string> {
  const library = join(await mkdtemp(join(tmpdir(), 'amd-smi-build-')), 'amd-smi.so');
  const source = fileURLToPath(new URL('./amd-smi.c', import.meta.url));
  const flags = ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', library];
  await promisify(execFile)('cc', [...flags, source, '-ldl', '-lm']);
  return library;
}
