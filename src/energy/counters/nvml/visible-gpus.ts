/** What is needed of a GPU to know whether CUDA sees it. */
export interface HostGpu {
  uuid: string;
  /** Sortable: the order of the PCI bus. */
  pciAddress: number;
}

export type VisibleGpus<G> =
  /** `unknown` is the entry of the mask that names no GPU, at which the list ends. */
  | { kind: 'visible'; gpus: G[]; unknown: string | null }
  /** The mask names slices of a GPU. */
  | { kind: 'mig' }
  /** The mask counts GPUs in CUDA's own order, which NVML cannot know. */
  | { kind: 'unordered' };

/**
 * The GPUs that CUDA programs started from here will see (CUDA Programming Guide, "CUDA Environment Variables"):
 * `CUDA_VISIBLE_DEVICES` lists UUIDs, which may be cut short, or indices, and ends at the first entry that names
 * nothing. An index counts from the fastest GPU on, in an order that only CUDA knows, unless
 * `CUDA_DEVICE_ORDER=PCI_BUS_ID`; where the indices name all GPUs, their order does not matter. Unless `allCount`,
 * CUDA may count other GPUs than these, and no index can be told.
 *
 * `NVIDIA_VISIBLE_DEVICES` is for the container toolkit: what it hides, NVML does not show either.
 */
export function visibleGpus<G extends HostGpu>(
  gpus: readonly G[],
  env: Record<string, string | undefined>,
  { allCount = true } = {},
): VisibleGpus<G> {
  const mask = env.CUDA_VISIBLE_DEVICES;
  if (mask === undefined) return { kind: 'visible', gpus: [...gpus], unknown: null };
  const byBus = [...gpus].sort((a, b) => a.pciAddress - b.pciAddress);
  const visible = new Set<G>();
  const counted = new Set<G>();
  let unknown: string | null = null;
  for (const entry of mask.split(',').map((part) => part.trim())) {
    if (entry.startsWith('MIG-')) return { kind: 'mig' };
    const isIndex = /^\d+$/.test(entry);
    if (isIndex && !allCount) return { kind: 'unordered' };
    const gpu = isIndex ? byBus[Number(entry)] : named(entry, byBus);
    if (gpu === undefined) {
      unknown = entry;
      break;
    }
    visible.add(gpu);
    if (isIndex) counted.add(gpu);
  }
  const isInOrder = env.CUDA_DEVICE_ORDER === 'PCI_BUS_ID';
  const orderMatters = counted.size > 0 && counted.size < gpus.length;
  if (orderMatters && !isInOrder) return { kind: 'unordered' };
  return { kind: 'visible', gpus: [...visible], unknown };
}

function named<G extends HostGpu>(entry: string, gpus: readonly G[]): G | undefined {
  if (!entry.startsWith('GPU-')) return undefined;
  const matches = gpus.filter((gpu) => gpu.uuid.startsWith(entry));
  return matches.length === 1 ? matches[0] : undefined;
}
