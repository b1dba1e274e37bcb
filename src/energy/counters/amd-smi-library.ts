import type { Koffi } from './nvml/library.ts';

/** A processor of AMD SMI: an opaque pointer. */
type Handle = unknown;

/** The functions of AMD SMI that are used. Each throws `AmdSmiError`. */
export interface AmdSmi {
  /** Every GPU of every socket. */
  gpus(): Handle[];
  /** A UUID, made of the GPU's serial number. */
  uuid(gpu: Handle): string;
  /** As Linux writes it: `0000:03:00.0`. */
  pciAddress(gpu: Handle): string;
  /** What it is sold as: "AMD Instinct MI300X". */
  name(gpu: Handle): string;
  /** The energy accumulator, and the microjoules of a count as the library has them. */
  energy(gpu: Handle): { counts: number | bigint; resolutionUj: number };
}

/** AMDSMI_INIT_AMD_GPUS. */
const initGpus = 2;
/** More than AMDSMI_GPU_UUID_SIZE (38); its size is asked for at least. */
const uuidBytes = 64;
/** More than sizeof(amdsmi_asic_info_t) of any version; it begins with the name. */
const asicInfoBytes = 4096;
const mostNameBytes = 256;
const pointerBytes = 8;
/** More sockets, or processors on one, than any machine has. */
const mostHandles = 1024;

/**
 * Loads and initialises AMD SMI (amdsmi.h of ROCm 5.6 and newer). Throws an error of koffi where there is no such
 * library or it lacks a function, else `AmdSmiError`.
 */
export function openAmdSmi(koffi: Koffi, library: string): AmdSmi {
  const smi = koffi.load(library);
  const bind = (declaration: string) => {
    const call = smi.func(declaration) as (...args: unknown[]) => number;
    return (...args: unknown[]) => {
      const status = call(...args);
      if (status !== 0) throw new AmdSmiError(status);
    };
  };
  const init = bind('int amdsmi_init(uint64_t flags)');
  const getSockets = bind('int amdsmi_get_socket_handles(_Inout_ uint32_t *count, void *sockets)');
  const getProcessors = bind(
    'int amdsmi_get_processor_handles(void *socket, _Inout_ uint32_t *count, void *processors)',
  );
  const getUuid = bind('int amdsmi_get_gpu_device_uuid(void *gpu, _Inout_ uint32_t *length, void *uuid)');
  const getBdf = bind('int amdsmi_get_gpu_device_bdf(void *gpu, _Out_ uint64_t *bdf)');
  const getAsicInfo = bind('int amdsmi_get_gpu_asic_info(void *gpu, void *info)');
  const getEnergy = bind(
    'int amdsmi_get_energy_count(void *gpu, _Out_ uint64_t *counts, _Out_ float *resolution, _Out_ uint64_t *timestamp)',
  );

  init(initGpus);
  return {
    gpus: () =>
      handlesOf(getSockets).flatMap((socket) =>
        handlesOf((count, handles) => getProcessors(socket, count, handles)),
      ),
    uuid(gpu) {
      const text = Buffer.alloc(uuidBytes);
      getUuid(gpu, [uuidBytes], text);
      return untilEnd(text);
    },
    pciAddress(gpu) {
      const bdf: [number | bigint | null] = [null];
      getBdf(gpu, bdf);
      return pciAddressOf(BigInt(bdf[0] as number | bigint));
    },
    name(gpu) {
      const info = Buffer.alloc(asicInfoBytes);
      getAsicInfo(gpu, info);
      return untilEnd(info.subarray(0, mostNameBytes));
    },
    energy(gpu) {
      const counts: [number | bigint | null] = [null];
      const resolution: [number | null] = [null];
      getEnergy(gpu, counts, resolution, [null]);
      // Never null after a call that succeeded.
      return { counts: counts[0] as number | bigint, resolutionUj: resolution[0] as number };
    },
  };
}

/** The address in an amdsmi_bdf_t: function in 3 bits, device in 5, bus in 8, domain in the others. */
export function pciAddressOf(bdf: bigint): string {
  const hex = (value: bigint, digits: number) => value.toString(16).padStart(digits, '0');
  return `${hex(bdf >> 16n, 4)}:${hex((bdf >> 8n) & 0xffn, 2)}:${hex((bdf >> 3n) & 0x1fn, 2)}.${bdf & 7n}`;
}

/** Asked without space for handles, the library says how many there are. */
function handlesOf(ask: (count: [number], handles: Buffer | null) => void): Handle[] {
  const count: [number] = [0];
  ask(count, null);
  if (count[0] > mostHandles) throw new Error(`AMD SMI says that there are ${count[0]} devices`);
  if (count[0] === 0) return [];
  const space = count[0];
  const handles = Buffer.alloc(space * pointerBytes);
  ask(count, handles);
  return Array.from({ length: Math.min(space, count[0]) }, (_, index) =>
    handles.readBigUInt64LE(index * pointerBytes),
  );
}

function untilEnd(buffer: Buffer): string {
  const [text = ''] = buffer.toString('utf8').split('\0', 1);
  return text.replace(/\p{C}/gu, '').trim();
}

/** A call that AMD SMI answered with anything but success. */
export class AmdSmiError extends Error {
  override name = 'AmdSmiError';
  readonly status: number;

  constructor(status: number) {
    super(statuses[status] ?? `AMD SMI answered with status ${status}`);
    this.status = status;
  }
}

/** AMDSMI_STATUS_NO_PERM. */
export const noPermission = 10;
/** AMDSMI_STATUS_DRIVER_NOT_LOADED. */
export const driverNotLoaded = 34;

/** amdsmi_status_t in words. */
const statuses: Record<number, string> = {
  1: 'AMD SMI refused an argument',
  2: 'the GPU does not support it; guests of a virtual machine never do',
  3: 'AMD SMI does not have it yet',
  4: 'AMD SMI could not load a library that it needs',
  5: 'a library that AMD SMI needs lacks a function',
  6: 'the kernel did not answer AMD SMI (libdrm)',
  8: 'the AMD driver did not answer in time',
  [noPermission]: 'permission denied by the AMD driver',
  12: 'the AMD driver had an input or output error',
  14: 'AMD SMI could not read a file of the driver',
  18: 'AMD SMI could not initialise itself',
  30: 'the GPU is busy',
  31: 'the GPU was not found',
  32: 'AMD SMI is not initialised',
  [driverNotLoaded]: 'the AMD driver is not loaded',
  40: 'the GPU has no value',
  43: 'the AMD driver gave something unexpected',
};
