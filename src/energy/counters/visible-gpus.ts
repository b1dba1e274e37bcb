/** What is needed of a GPU to know whether CUDA sees it. */
export interface HostGpu {
  uuid: string;
  /** Sortable: the order of the PCI bus. */
  pciAddress: number;
}

export type VisibleGpus<G> =
  | { kind: 'visible'; gpus: G[] }
  /** The mask names slices of a GPU. */
  | { kind: 'mig' }
  /** The mask counts GPUs in CUDA's own order, which NVML cannot know. */
  | { kind: 'unordered' };

/**
 * The GPUs that CUDA programs started from here will see (CUDA C Programming Guide, "CUDA Environment
 * Variables"): `CUDA_VISIBLE_DEVICES` lists UUIDs, which may be cut short, or indices, and ends at the first
 * entry that names nothing. An index counts from the fastest GPU on, in an order that only CUDA knows, unless
 * `CUDA_DEVICE_ORDER=PCI_BUS_ID`.
 */
export function visibleGpus<G extends HostGpu>(
  gpus: readonly G[],
  env: Record<string, string | undefined>,
): VisibleGpus<G> {
  const mask = env.CUDA_VISIBLE_DEVICES;
  if (mask === undefined) return { kind: 'visible', gpus: [...gpus] };
  const byBus = [...gpus].sort((a, b) => a.pciAddress - b.pciAddress);
  const visible: G[] = [];
  for (const entry of mask.split(',').map((part) => part.trim())) {
    if (entry.startsWith('MIG-')) return { kind: 'mig' };
    const gpu = find(entry, byBus);
    if (gpu === undefined) break;
    if (/^\d+$/.test(entry) && gpus.length > 1 && env.CUDA_DEVICE_ORDER !== 'PCI_BUS_ID') {
      return { kind: 'unordered' };
    }
    if (!visible.includes(gpu)) visible.push(gpu);
  }
  return { kind: 'visible', gpus: visible };
}

function find<G extends HostGpu>(entry: string, byBus: readonly G[]): G | undefined {
  if (/^\d+$/.test(entry)) return byBus[Number(entry)];
  if (!entry.startsWith('GPU-')) return undefined;
  const matches = byBus.filter((gpu) => gpu.uuid.startsWith(entry));
  return matches.length === 1 ? matches[0] : undefined;
}
