import {
  type FoundCounters,
  type LocalCounter,
  type UnavailableCounter,
  updatesForOnePercent,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { isUnsupported, type Koffi, type Nvml, NvmlError, openNvml } from './nvml-library.ts';
import { type HostGpu, visibleGpus } from './visible-gpus.ts';

export interface NvmlOptions {
  /** `auto` for the GPUs that CUDA sees from here; `all` for every one of the host. */
  gpus: 'auto' | 'all';
  loadKoffi: () => Koffi | Promise<Koffi>;
  library?: string;
  env?: Record<string, string | undefined>;
}

interface Gpu extends HostGpu {
  index: number;
  device: unknown;
  name: string;
}

const defaultLibrary = 'libnvidia-ml.so.1';

/** Counters, and power where it is momentary, update every 20 to 100 ms, depending on the GPU. */
const updatePeriodS = 0.1;
/** From Ampere on, what NVML calls power usage is the average over the last second. */
const averagesPowerFrom = 7;
const powerAverageS = 1;

/**
 * NVIDIA GPUs: the energy counter where the GPU has one (Volta and newer), else its power. GPUs are told
 * apart by UUID. A slice of a GPU in MIG mode has no energy of its own, so such a GPU is unavailable.
 */
export async function nvmlCounters(options: NvmlOptions): Promise<FoundCounters<LocalCounter>> {
  const { loadKoffi, library = defaultLibrary, env = process.env } = options;
  const none = (reason: string, fix: string | null = null) => ({
    counters: [],
    unavailable: [{ id: 'nvml', reason, fix }],
  });

  let koffi: Koffi;
  try {
    koffi = await loadKoffi();
  } catch (error) {
    return none(`the foreign function interface could not be loaded: ${messageOf(error)}`);
  }
  let nvml: Nvml;
  let count: number;
  try {
    nvml = openNvml(koffi, library);
    count = nvml.deviceCount();
  } catch (error) {
    if (error instanceof NvmlError) return none(error.message);
    return none(isMissing(error) ? 'no NVIDIA driver library' : messageOf(error));
  }

  const unavailable: UnavailableCounter[] = [];
  const gpus: Gpu[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      const device = nvml.handle(index);
      const pciAddress = nvml.pciAddress(device);
      gpus.push({ index, device, uuid: nvml.uuid(device), name: nvml.name(device), pciAddress });
    } catch (error) {
      unavailable.push({ id: `nvml:${index}`, reason: messageOf(error), fix: null });
    }
  }

  let chosen = gpus;
  if (options.gpus === 'auto') {
    const visible = visibleGpus(gpus, env);
    if (visible.kind === 'mig') return none(migReason, migFix);
    if (visible.kind === 'unordered') {
      return none(
        'CUDA_VISIBLE_DEVICES counts GPUs in an order that only CUDA knows',
        `set CUDA_DEVICE_ORDER=PCI_BUS_ID, or name GPUs by UUID: ${gpus.map((gpu) => gpu.uuid).join(', ')}`,
      );
    }
    chosen = visible.gpus;
    for (const gpu of gpus.filter((candidate) => !chosen.includes(candidate))) {
      unavailable.push({ id: idOf(gpu), reason: 'CUDA_VISIBLE_DEVICES hides it', fix: null });
    }
  }

  const counters: LocalCounter[] = [];
  for (const gpu of chosen) {
    try {
      if (nvml.migEnabled(gpu.device)) {
        unavailable.push({ id: idOf(gpu), reason: migReason, fix: migFix });
      } else {
        counters.push(counterOf(gpu, nvml));
      }
    } catch (error) {
      unavailable.push({ id: idOf(gpu), reason: messageOf(error), fix: null });
    }
  }
  return { counters, unavailable };
}

/** Throws `NvmlError` where neither energy nor power can be read. */
function counterOf(gpu: Gpu, nvml: Nvml): LocalCounter {
  const common = {
    id: idOf(gpu),
    // The counter of a Grace Hopper covers the CPU beside the GPU too.
    domain: /\bGH200\b/.test(gpu.name) ? ('module' as const) : ('gpu' as const),
    covers: `GPU ${gpu.index}, ${gpu.name}`,
    device: gpu.name,
    includes: [],
    // Millijoules and milliwatts.
    resolution: 0.001,
    wrapsAtJ: null,
    updatePeriodS,
    updatesPerRound: updatesForOnePercent,
  };
  const readEnergyJ = () => nvml.totalEnergyMJ(gpu.device) / 1000;
  const readPowerW = () => nvml.powerMW(gpu.device) / 1000;
  try {
    readEnergyJ();
    return { ...common, kind: 'nvml-energy', provenance: 'measured', reading: 'energyJ', read: readEnergyJ };
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  readPowerW();
  return {
    ...common,
    kind: 'nvml-power',
    provenance: 'integrated',
    reading: 'powerW',
    updatePeriodS: averagesPower(gpu, nvml) ? powerAverageS : updatePeriodS,
    read: readPowerW,
  };
}

/** A driver that cannot tell is older than the GPUs that average. */
function averagesPower(gpu: Gpu, nvml: Nvml): boolean {
  try {
    return nvml.architecture(gpu.device) >= averagesPowerFrom;
  } catch (error) {
    if (isUnsupported(error)) return false;
    throw error;
  }
}

function idOf(gpu: Gpu): string {
  return `nvml:${gpu.uuid}`;
}

/** Whether the dynamic linker found no such file: an image without a driver, not a broken one. */
function isMissing(error: unknown): boolean {
  return /no such file|cannot open shared object/i.test(messageOf(error));
}

const migReason = 'MIG slices have no energy of their own';
const migFix = 'measure on a whole GPU: turn MIG mode off with `sudo nvidia-smi --multi-instance-gpu=0`';
