import type { FoundCounters, LocalCounter, UnavailableCounter } from '../../counter.ts';
import { messageOf } from '../../message-of.ts';
import { type Gpu, nvmlCounter, nvmlId } from './counter.ts';
import { nvidiaDriverMayBeHere, nvmlLibrary } from './driver.ts';
import { fixOf, isUnsupported } from './error.ts';
import { type Koffi, type Nvml, openNvml } from './library.ts';
import { visibleGpus } from './visible-gpus.ts';

export interface NvmlOptions {
  /** `auto` for the GPUs that CUDA sees from here; `all` for every one of the host. */
  gpus: 'auto' | 'all';
  loadKoffi: () => Koffi | Promise<Koffi>;
  library?: string;
  env?: Record<string, string | undefined>;
}

/**
 * NVIDIA GPUs: the energy counter where the GPU has one (Volta and newer), else its power. GPUs are told
 * apart by UUID. A slice of a GPU in MIG mode has no energy of its own, so such a GPU is unavailable.
 */
export async function nvmlCounters(options: NvmlOptions): Promise<FoundCounters<LocalCounter>> {
  const { loadKoffi, library = nvmlLibrary, env = process.env } = options;
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

  const { gpus, unavailable: unreadable } = listGpus(nvml, count);
  const allCount = unreadable.length === 0 && new Set(gpus.map(({ inMigMode }) => inMigMode)).size === 1;
  const { chosen, unavailable: hidden } =
    options.gpus === 'all' || gpus.length === 0
      ? { chosen: gpus, unavailable: [] }
      : chooseGpus(gpus, env, { allCount });

  const counters: LocalCounter[] = [];
  const unusable: UnavailableCounter[] = [];
  for (const gpu of chosen) {
    if (gpu.inMigMode) {
      unusable.push({ id: nvmlId(gpu), reason: migReason, fix: migFix });
      continue;
    }
    try {
      counters.push(nvmlCounter(gpu, nvml));
    } catch (error) {
      const isShare = isUnsupported(error) && nvml.isVirtual(gpu.device);
      unusable.push({
        id: nvmlId(gpu),
        reason: isShare ? shareReason : messageOf(error),
        fix: isShare ? shareFix : fixOf(error),
      });
    }
  }
  return { counters, unavailable: [...unreadable, ...hidden, ...unusable] };
}

function none(reason: string, fix: string | null = null): FoundCounters<LocalCounter> {
  return { counters: [], unavailable: [{ id: 'nvml', reason, fix }] };
}

function listGpus(nvml: Nvml, count: number): { gpus: Gpu[]; unavailable: UnavailableCounter[] } {
  const gpus: Gpu[] = [];
  const unavailable: UnavailableCounter[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      const device = nvml.handle(index);
      gpus.push({
        index,
        device,
        uuid: nvml.uuid(device),
        name: nvml.name(device),
        pciAddress: nvml.pciAddress(device),
        inMigMode: nvml.migEnabled(device),
      });
    } catch (error) {
      unavailable.push({ id: `nvml:${index}`, reason: messageOf(error), fix: fixOf(error) });
    }
  }
  return { gpus, unavailable };
}

/**
 * The GPUs that CUDA sees from here, and why not the others. `allCount` says that CUDA counts all of these and no
 * others: not so where one could not be read, or where some are in MIG mode.
 */
function chooseGpus(
  gpus: readonly Gpu[],
  env: Record<string, string | undefined>,
  { allCount }: { allCount: boolean },
): { chosen: readonly Gpu[]; unavailable: UnavailableCounter[] } {
  const visible = visibleGpus(gpus, env, { allCount });
  if (visible.kind === 'mig') {
    return { chosen: [], unavailable: [{ id: 'nvml', reason: migReason, fix: migFix }] };
  }
  if (visible.kind === 'unordered') {
    const byUuid = `name GPUs by UUID: ${gpus.map((gpu) => gpu.uuid).join(', ')}`;
    const unordered = allCount
      ? {
          reason: 'CUDA_VISIBLE_DEVICES counts GPUs in an order that only CUDA knows',
          fix: `set CUDA_DEVICE_ORDER=PCI_BUS_ID, or ${byUuid}`,
        }
      : {
          reason: 'CUDA_VISIBLE_DEVICES counts GPUs, of which some cannot be read or are in MIG mode',
          fix: byUuid,
        };
    return { chosen: [], unavailable: [{ id: 'nvml', ...unordered }] };
  }
  const reason = visible.unknown
    ? `CUDA_VISIBLE_DEVICES hides it: the list ends at ${JSON.stringify(visible.unknown)}, which names no GPU`
    : 'CUDA_VISIBLE_DEVICES hides it';
  const hidden = gpus.filter((gpu) => !visible.gpus.includes(gpu));
  return {
    chosen: visible.gpus,
    unavailable: hidden.map((gpu) => ({ id: nvmlId(gpu), reason, fix: null })),
  };
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
