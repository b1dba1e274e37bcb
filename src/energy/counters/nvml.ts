import type { FoundCounters, LocalCounter, UnavailableCounter } from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { type Gpu, nvmlCounter, nvmlId } from './nvml-counter.ts';
import { nvidiaDriverMayBeHere } from './nvml-driver.ts';
import { fixOf, isUnsupported, type Koffi, type Nvml, openNvml } from './nvml-library.ts';
import { visibleGpus } from './visible-gpus.ts';

export interface NvmlOptions {
  /** `auto` for the GPUs that CUDA sees from here; `all` for every one of the host. */
  gpus: 'auto' | 'all';
  loadKoffi: () => Koffi | Promise<Koffi>;
  library?: string;
  env?: Record<string, string | undefined>;
}

const defaultLibrary = 'libnvidia-ml.so.1';

/**
 * NVIDIA GPUs: the energy counter where the GPU has one (Volta and newer), else its power. GPUs are told
 * apart by UUID. A slice of a GPU in MIG mode has no energy of its own, so such a GPU is unavailable.
 */
export async function nvmlCounters(options: NvmlOptions): Promise<FoundCounters<LocalCounter>> {
  const { loadKoffi, library = defaultLibrary, env = process.env } = options;
  const unavailable: UnavailableCounter[] = [];
  const none = (reason: string, fix: string | null = null) => ({
    counters: [],
    unavailable: [...unavailable, { id: 'nvml', reason, fix }],
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
    if (!isMissing(error)) return none(messageOf(error), fixOf(error));
    return options.library === undefined && nvidiaDriverMayBeHere()
      ? none('the NVIDIA driver is here, but not its library', libraryFix)
      : none('no NVIDIA driver library');
  }
  if (count === 0) return none('the NVIDIA driver shows no GPU', containerFix);

  const gpus: Gpu[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      const device = nvml.handle(index);
      const pciAddress = nvml.pciAddress(device);
      gpus.push({ index, device, uuid: nvml.uuid(device), name: nvml.name(device), pciAddress });
    } catch (error) {
      unavailable.push({ id: `nvml:${index}`, reason: messageOf(error), fix: fixOf(error) });
    }
  }

  let chosen = gpus;
  if (options.gpus === 'auto') {
    const visible = visibleGpus(gpus, env, { more: gpus.length < count });
    if (visible.kind === 'mig') return none(migReason, migFix);
    if (visible.kind === 'unordered') {
      const byUuid = `name GPUs by UUID: ${gpus.map((gpu) => gpu.uuid).join(', ')}`;
      return gpus.length < count
        ? none('CUDA_VISIBLE_DEVICES counts GPUs, and one of them cannot be told', byUuid)
        : none(
            'CUDA_VISIBLE_DEVICES counts GPUs in an order that only CUDA knows',
            `set CUDA_DEVICE_ORDER=PCI_BUS_ID, or ${byUuid}`,
          );
    }
    chosen = visible.gpus;
    const reason = visible.unknown
      ? `CUDA_VISIBLE_DEVICES hides it: the list ends at ${JSON.stringify(visible.unknown)}, which names no GPU`
      : 'CUDA_VISIBLE_DEVICES hides it';
    for (const gpu of gpus.filter((candidate) => !chosen.includes(candidate))) {
      unavailable.push({ id: nvmlId(gpu), reason, fix: null });
    }
  }

  const counters: LocalCounter[] = [];
  for (const gpu of chosen) {
    try {
      if (nvml.migEnabled(gpu.device)) {
        unavailable.push({ id: nvmlId(gpu), reason: migReason, fix: migFix });
      } else {
        counters.push(nvmlCounter(gpu, nvml));
      }
    } catch (error) {
      const isShare = isUnsupported(error) && nvml.isVirtual(gpu.device);
      unavailable.push({
        id: nvmlId(gpu),
        reason: isShare ? shareReason : messageOf(error),
        fix: isShare ? shareFix : fixOf(error),
      });
    }
  }
  return { counters, unavailable };
}

/** Whether the dynamic linker found no such file: an image without a driver, not a broken one. */
function isMissing(error: unknown): boolean {
  return /no such file|cannot open shared object/i.test(messageOf(error));
}

const migReason = 'MIG slices have no energy of their own';
const migFix = 'measure on a whole GPU: turn MIG mode off with `sudo nvidia-smi --multi-instance-gpu=0`';

const shareReason = 'it is a share of a GPU (vGPU), and shows neither energy nor power';
const shareFix = 'measure on a whole GPU, or read its host through `energy.prometheus`';

const containerFix = 'in a container: start it through the NVIDIA Container Toolkit, `docker run --gpus all`';
const libraryFix = `install the whole driver; ${containerFix}`;
