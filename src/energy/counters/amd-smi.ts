import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type FoundCounters,
  type LocalCounter,
  type UnavailableCounter,
  updatesForOnePercent,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { type AmdSmi, AmdSmiError, driverNotLoaded, noPermission, openAmdSmi } from './amd-smi-library.ts';
import { amdGpuSettings } from './gpu-settings.ts';
import type { Koffi } from './nvml/library.ts';
import { entriesOf, openCount, type ReadText, readText } from './sysfs.ts';

export interface AmdSmiOptions {
  loadKoffi: () => Koffi | Promise<Koffi>;
  /** Tried in turn. */
  libraries?: readonly string[];
  /** Where the kernel lists PCI devices, with their hwmon chips. */
  pciRoot?: string;
  read?: ReadText;
  sleep: (seconds: number) => Promise<void>;
}

interface Gpu {
  index: number;
  device: unknown;
  id: string;
  pciAddress: string;
  name: string;
}

const defaultLibraries = ['libamd_smi.so', '/opt/rocm/lib/libamd_smi.so'];
const defaultPciRoot = '/sys/bus/pci/devices';

/** What a count stands for, by the kernel: "15.259uJ (2^-16) units" (smu_v13_0_6_ppt.c). */
const jPerCount = 2 ** -16;
/** Older libraries round it to 15.3 µJ, which is 0.3 % too much. */
const roundingShare = 0.005;
/** No value: all bits set, in 64 bits or, from drivers of GPUs that count in 32 (smu_v13_0_7_ppt.c), in those. */
const noValues = [2n ** 64n - 1n, 2n ** 32n - 1n];

/** A GPU that counts at all has moved after this long, on an idle machine too. */
const probeS = 0.25;
/** No document of AMD's gives it; a tenth of a second is the longest that was seen. */
const updatePeriodS = 0.1;
/** What the kernel's power may average over; no document gives it, so as long as on other GPUs. */
const powerPeriodS = 1;

/** Whether it is worth looking for AMD GPUs: without the kernel's driver, the library could find none. */
export function amdDriverMayBeHere(exists: (path: string) => boolean = existsSync): boolean {
  return ['/dev/kfd', '/sys/module/amdgpu'].some(exists);
}

/**
 * The energy accumulators of AMD GPUs, through AMD SMI. Of a card with two dies (MI250) only the first die counts, for
 * both; of a GPU in partitions, the first counts for all. An hwmon chip of the same GPU is included.
 */
export async function amdSmiCounters(options: AmdSmiOptions): Promise<FoundCounters<LocalCounter>> {
  const { loadKoffi, libraries = defaultLibraries, sleep } = options;
  let koffi: Koffi;
  try {
    koffi = await loadKoffi();
  } catch (error) {
    return none(`the foreign function interface could not be loaded: ${messageOf(error)}`);
  }
  let smi: AmdSmi;
  let devices: unknown[];
  try {
    smi = openFirst(koffi, libraries);
    devices = smi.gpus();
  } catch (error) {
    return isMissing(error)
      ? none('no AMD SMI library', 'install `amd-smi-lib` of ROCm')
      : none(messageOf(error), fixOf(error));
  }
  if (devices.length === 0) return none('AMD SMI shows no GPU');

  const unavailable: UnavailableCounter[] = [];
  const gpus = listGpus(smi, devices, unavailable);
  const first: { gpu: Gpu; energyJ: number }[] = [];
  for (const gpu of gpus) {
    const whole = first.find((other) => partOf(other.gpu.pciAddress) === partOf(gpu.pciAddress));
    if (whole !== undefined) {
      const reason = `it is a partition of ${whole.gpu.id}, which counts for the whole GPU`;
      unavailable.push({ id: gpu.id, reason, fix: null });
      continue;
    }
    try {
      first.push({ gpu, energyJ: energyJ(smi, gpu) });
    } catch (error) {
      unavailable.push({ id: gpu.id, reason: messageOf(error), fix: fixOf(error) });
    }
  }

  if (first.length > 0) await sleep(probeS);
  const counters: LocalCounter[] = [];
  for (const [at, { gpu, energyJ: beforeJ }] of first.entries()) {
    let reason: string | null = null;
    try {
      if (energyJ(smi, gpu) === beforeJ) {
        reason = `it did not change in ${probeS} s`;
        if (beforeJ === 0 && hasTwoDies(gpu)) reason = secondDieReason(gpu, first[at - 1]);
      }
    } catch (error) {
      reason = messageOf(error);
    }
    if (reason === null) counters.push(counterOf(smi, gpu, options));
    else unavailable.push({ id: gpu.id, reason, fix: null });
  }
  return { counters, unavailable };
}

function none(reason: string, fix: string | null = null): FoundCounters<LocalCounter> {
  return { counters: [], unavailable: [{ id: 'amd-smi', reason, fix }] };
}

/** Throws what the last one throws, unless one is there and fails. */
function openFirst(koffi: Koffi, libraries: readonly string[]): AmdSmi {
  let missing: unknown = new Error('no such file');
  for (const library of libraries) {
    try {
      return openAmdSmi(koffi, library);
    } catch (error) {
      if (!isMissing(error)) throw error;
      missing = error;
    }
  }
  throw missing;
}

function isMissing(error: unknown): boolean {
  return /no such file|cannot open shared object/i.test(messageOf(error));
}

function fixOf(error: unknown): string | null {
  if (!(error instanceof AmdSmiError)) return null;
  if (error.status === driverNotLoaded) return 'load the driver: `sudo modprobe amdgpu`';
  if (error.status === noPermission) return "add the runner's user to the groups `render` and `video`";
  return null;
}

/** In the order of their addresses, in which the dies of a card follow each other. */
function listGpus(smi: AmdSmi, devices: readonly unknown[], unavailable: UnavailableCounter[]): Gpu[] {
  const gpus: Gpu[] = [];
  for (const [index, device] of devices.entries()) {
    try {
      const pciAddress = smi.pciAddress(device);
      gpus.push({
        index,
        device,
        id: `amd-smi:${uuidOf(smi, device) ?? pciAddress}`,
        pciAddress,
        name: smi.name(device) || 'AMD GPU',
      });
    } catch (error) {
      unavailable.push({ id: `amd-smi:${index}`, reason: messageOf(error), fix: fixOf(error) });
    }
  }
  return gpus.sort((a, b) => (a.pciAddress < b.pciAddress ? -1 : 1));
}

function uuidOf(smi: AmdSmi, device: unknown): string | null {
  try {
    const uuid = smi.uuid(device);
    return /^[\w-]{8,64}$/.test(uuid) ? uuid : null;
  } catch {
    return null;
  }
}

/** Partitions of one GPU differ in the function alone. */
function partOf(pciAddress: string): string {
  return pciAddress.replace(/\.\d$/, '');
}

function counterOf(smi: AmdSmi, gpu: Gpu, options: AmdSmiOptions): LocalCounter {
  const { pciRoot = defaultPciRoot, read = readText } = options;
  const device = join(pciRoot, gpu.pciAddress);
  const directory = chipOf(device);
  const chip = hwmonOf(directory, read);
  const twoDies = hasTwoDies(gpu);
  return {
    id: gpu.id,
    kind: 'amd-smi-energy',
    domain: 'gpu',
    provenance: 'measured',
    covers: `GPU ${gpu.pciAddress}, ${gpu.name}${twoDies ? ' (both dies)' : ''}`,
    device: gpu.name,
    settings: amdGpuSettings({ name: gpu.name, chip: directory, device }, read),
    includes: [`hwmon:amdgpu-${gpu.pciAddress}`],
    reading: 'energyJ',
    resolution: jPerCount,
    // 2^64 counts are 9000 years at a kilowatt. GPUs that count in 32 bits step back at an amount that is not
    // documented; a round with such a step is unknown.
    wrapsAtJ: null,
    updatePeriodS,
    updatesPerRound: updatesForOnePercent,
    ...(twoDies
      ? { caution: 'counts both dies of its card, the work of others on the second one included' }
      : {}),
    read: () => energyJ(smi, gpu),
    ...(chip.power === null ? {} : { power: [{ readW: chip.power, periodS: powerPeriodS }] }),
    conditions: () => ({ temperatureC: chip.temperatureC(), throttled: null, processes: null }),
    close: chip.close,
  };
}

/** Throws in words where the GPU has no such counter. */
function energyJ(smi: AmdSmi, gpu: Gpu): number {
  const { counts, resolutionUj } = smi.energy(gpu.device);
  if (noValues.includes(BigInt(counts))) throw new Error('the GPU has no energy counter');
  return Number(counts) * stepJ(resolutionUj);
}

/** Joules of a count: by the kernel, unless the library says something else entirely. */
function stepJ(resolutionUj: number): number {
  const saidJ = resolutionUj / 1e6;
  if (Math.abs(saidJ / jPerCount - 1) < roundingShare) return jPerCount;
  if (!(saidJ > 0 && saidJ < 1)) throw new Error(`AMD SMI says that a count is ${resolutionUj} µJ`);
  return saidJ;
}

/** Cards whose second die shows 0, for the kernel reads power of the first alone (aldebaran_ppt.c). */
function hasTwoDies({ name }: Gpu): boolean {
  return /\bMI250X?\b/.test(name);
}

function secondDieReason(gpu: Gpu, before: { gpu: Gpu; energyJ: number } | undefined): string {
  const isFirst = before !== undefined && before.energyJ > 0 && before.gpu.name === gpu.name;
  const first = isFirst ? before.gpu.id : 'the first, which is not visible here';
  return `it is the second die of its card, whose energy is counted by ${first}`;
}

/** The directory of the GPU's own chip in the kernel's hwmon tree. */
function chipOf(device: string): string | null {
  const chip = entriesOf(join(device, 'hwmon')).find((name) => /^hwmon\d+$/.test(name));
  return chip === undefined ? null : join(device, 'hwmon', chip);
}

/** What the chip shows: the GPU's power by another way, and how hot it is. */
function hwmonOf(directory: string | null, read: ReadText) {
  if (directory === null) return { power: null, temperatureC: () => null, close: () => {} };
  const present = entriesOf(directory);
  const open = (names: readonly string[]) => {
    const name = names.find((candidate) => present.includes(candidate));
    return name === undefined ? null : openCount(join(directory, name), read);
  };
  const power = open(['power1_average', 'power1_input']);
  const temperature = open(['temp1_input', 'temp2_input']);
  return {
    power: power && (() => power.read() / 1e6),
    temperatureC() {
      try {
        return temperature && temperature.read() / 1000;
      } catch {
        return null;
      }
    },
    close() {
      power?.close();
      temperature?.close();
    },
  };
}
