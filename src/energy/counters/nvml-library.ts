import type koffi from 'koffi';

/** The part of koffi that is needed. */
export type Koffi = Pick<typeof koffi, 'load'>;

/** A device of NVML: an opaque pointer. */
type Handle = unknown;

/** A call that NVML answered with anything but success. */
export class NvmlError extends Error {
  override name = 'NvmlError';
  readonly code: number;

  constructor(code: number) {
    super(nvmlReturns[code] ?? `NVML answered with error ${code}`);
    this.code = code;
  }
}

const notSupported = 3;
const functionNotFound = 13;

/** Whether an error says that the GPU, or a driver older than the function, cannot tell. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof NvmlError && (error.code === notSupported || error.code === functionNotFound);
}

/** nvmlReturn_t in words. */
const nvmlReturns: Record<number, string> = {
  1: 'NVML is not initialised',
  2: 'NVML refused an argument',
  3: 'the device does not support it',
  4: 'permission denied by the NVIDIA driver',
  6: 'the device was not found',
  8: "the GPU's power cables are not attached properly",
  9: 'the NVIDIA driver is not loaded',
  10: 'the NVIDIA driver did not answer in time',
  11: 'the kernel has an interrupt problem with the GPU',
  12: 'a part of the NVIDIA driver library is missing',
  13: 'the NVIDIA driver is too old for it',
  14: "the GPU's infoROM is damaged",
  15: 'the GPU has fallen off the bus',
  16: 'the GPU needs a reset',
  17: 'the operating system or a container keeps the GPU from being used',
  18: 'the NVIDIA driver and its library are of different versions (restart after an update)',
  20: 'the NVIDIA driver ran out of memory',
  28: 'there is no GPU',
  999: 'the NVIDIA driver had an internal error',
};

/** The functions of NVML that are used, with their units. Each throws `NvmlError`. */
export interface Nvml {
  deviceCount(): number;
  handle(index: number): Handle;
  uuid(device: Handle): string;
  name(device: Handle): string;
  /** Sortable: domain, bus and device, in that order. */
  pciAddress(device: Handle): number;
  migEnabled(device: Handle): boolean;
  /** nvmlDeviceArchitecture_t: 5 is Volta, 7 Ampere. */
  architecture(device: Handle): number;
  /** Millijoules since the driver was loaded. */
  totalEnergyMJ(device: Handle): number;
  /** Milliwatts. */
  powerMW(device: Handle): number;
}

/** NVML_DEVICE_UUID_V2_BUFFER_SIZE and NVML_DEVICE_NAME_V2_BUFFER_SIZE. */
const textBytes = 96;
/** sizeof(nvmlPciInfo_t): 16 + 5 × 4 + 32, and where its domain, bus and device are. */
const pciInfoBytes = 68;
const pciDomainAt = 16;
const pciBusAt = 20;
const pciDeviceAt = 24;

/** Loads and initialises NVML. Throws an error of koffi where there is no such library, else `NvmlError`. */
export function openNvml(koffi: Koffi, library: string): Nvml {
  const nvml = koffi.load(library);
  const bind = (declaration: string) => {
    const call = functionOf(nvml, declaration);
    return (...args: unknown[]) => {
      const code: number = call === null ? functionNotFound : call(...args);
      if (code !== 0) throw new NvmlError(code);
    };
  };
  const init = bind('int nvmlInit_v2()');
  const getCount = bind('int nvmlDeviceGetCount_v2(_Out_ uint32_t *count)');
  const getHandle = bind('int nvmlDeviceGetHandleByIndex_v2(uint32_t index, _Out_ void **device)');
  const getUuid = bind('int nvmlDeviceGetUUID(void *device, void *uuid, uint32_t length)');
  const getName = bind('int nvmlDeviceGetName(void *device, void *name, uint32_t length)');
  const getPciInfo = bind('int nvmlDeviceGetPciInfo_v3(void *device, void *pci)');
  const getMigMode = bind(
    'int nvmlDeviceGetMigMode(void *device, _Out_ uint32_t *current, _Out_ uint32_t *pending)',
  );
  const getArchitecture = bind('int nvmlDeviceGetArchitecture(void *device, _Out_ uint32_t *architecture)');
  const getEnergy = bind(
    'int nvmlDeviceGetTotalEnergyConsumption(void *device, _Out_ uint64_t *millijoules)',
  );
  const getPower = bind('int nvmlDeviceGetPowerUsage(void *device, _Out_ uint32_t *milliwatts)');

  const text = (get: typeof getUuid, device: Handle) => {
    const buffer = Buffer.alloc(textBytes);
    get(device, buffer, textBytes);
    return buffer.toString('latin1').split('\0', 1)[0] ?? '';
  };
  const out = (get: typeof getUuid, ...args: unknown[]) => {
    const value = [null];
    get(...args, value);
    return value[0];
  };

  init();
  return {
    deviceCount: () => Number(out(getCount)),
    handle: (index) => out(getHandle, index),
    uuid: (device) => text(getUuid, device),
    name: (device) => text(getName, device),
    pciAddress(device) {
      const pci = Buffer.alloc(pciInfoBytes);
      getPciInfo(device, pci);
      return (
        pci.readUInt32LE(pciDomainAt) * 2 ** 16 +
        pci.readUInt32LE(pciBusAt) * 2 ** 8 +
        pci.readUInt32LE(pciDeviceAt)
      );
    },
    migEnabled(device) {
      const current = [0];
      try {
        getMigMode(device, current, [0]);
      } catch (error) {
        if (isUnsupported(error)) return false;
        throw error;
      }
      return current[0] === 1;
    },
    architecture: (device) => Number(out(getArchitecture, device)),
    totalEnergyMJ: (device) => Number(out(getEnergy, device)),
    powerMW: (device) => Number(out(getPower, device)),
  };
}

/** Null where the driver is older than the function. */
function functionOf(library: ReturnType<Koffi['load']>, declaration: string) {
  try {
    return library.func(declaration);
  } catch {
    return null;
  }
}
