import type koffi from 'koffi';
import { functionNotFound, isUnsupported, NvmlError, notSupported } from './error.ts';
import { fieldQuestion, fieldReturn, fieldValue, wholeNumber } from './field-value.ts';
import { listProcesses } from './process-list.ts';

/** The part of koffi that is needed. */
export type Koffi = Pick<typeof koffi, 'load'>;

/** A device of NVML: an opaque pointer. */
type Handle = unknown;

/** The functions of NVML that are used, with their units. Each throws `NvmlError`. */
export interface Nvml {
  driverVersion(): string;
  /** Of the library itself: "12.550.54.15". */
  nvmlVersion(): string;
  deviceCount(): number;
  handle(index: number): Handle;
  uuid(device: Handle): string;
  name(device: Handle): string;
  /** Sortable: domain, bus and device, in that order. */
  pciAddress(device: Handle): number;
  migEnabled(device: Handle): boolean;
  /** As `migEnabled`; throws where the GPU knows no MIG. */
  migMode(device: Handle): boolean;
  eccMode(device: Handle): boolean;
  /** Whether the driver stays loaded while nothing uses the GPU. */
  persistenceMode(device: Handle): boolean;
  /** Milliwatts that the driver holds the GPU to, whoever set the limit. */
  enforcedPowerLimitMW(device: Handle): number;
  /** MHz at which applications run where nothing holds clocks down. Drivers from CUDA 14 on do not tell. */
  applicationsClockMHz(device: Handle, clock: ApplicationsClock): number;
  /** nvmlDeviceArchitecture_t: 5 is Volta, 7 Ampere. */
  architecture(device: Handle): number;
  /** Whether the driver says that the GPU is a share of one that serves several machines (vGPU). */
  isVirtual(device: Handle): boolean;
  /** Millijoules since the driver was loaded. */
  totalEnergyMJ(device: Handle): number;
  /** Milliwatts of the GPU and its circuitry; from Ampere on the average over a second, except for GA100. */
  powerMW(device: Handle): number;
  /** Milliwatts at this moment, of the GPU or of the module that it shares with a CPU. */
  momentaryPowerMW(device: Handle, scope: PowerScope): number;
  /** Degrees Celsius. */
  temperatureC(device: Handle): number;
  /** Bits of nvmlClocksEventReasons. */
  clocksEventReasons(device: Handle): number;
  /** Ids of the processes that compute or draw on the device. */
  processes(device: Handle): number[];
  /** The path or name of a process, as the driver knows it. */
  processName(pid: number): string;
}

export type ApplicationsClock = keyof typeof applicationsClocks;

/** NVML_CLOCK_GRAPHICS and NVML_CLOCK_MEM. */
const applicationsClocks = { graphics: 0, memory: 2 };

export type PowerScope = keyof typeof powerScopes;

/** NVML_POWER_SCOPE_GPU and NVML_POWER_SCOPE_MODULE. */
const powerScopes = { gpu: 0, module: 1 };
/** NVML_FI_DEV_POWER_INSTANT. */
const momentaryPower = 186;
/** NVML_GPU_VIRTUALIZATION_MODE_VGPU: inside a virtual machine that has a share of the GPU. */
const virtualGpu = 2;
/** NVML_TEMPERATURE_GPU. */
const gpuSensor = 0;
/** NVML_STRUCT_VERSION(Temperature, 1), and where its temperature is. */
const temperatureBytes = 12;
const temperatureVersion = temperatureBytes | (1 << 24);
const temperatureAt = 8;
/** NVML_VALUE_NOT_AVAILABLE, in the place of an unsigned int. */
const notAvailable = 0xffffffff;
/** Longer names are cut by the driver. */
const processNameBytes = 1024;

/** NVML_DEVICE_UUID_V2_BUFFER_SIZE and NVML_DEVICE_NAME_V2_BUFFER_SIZE; versions need less. */
const textBytes = 96;
/** sizeof(nvmlPciInfo_t): 16 + 5 × 4 + 32, and where its domain, bus and device are. */
const pciInfoBytes = 68;
const pciDomainAt = 16;
const pciBusAt = 20;
const pciDeviceAt = 24;

/** Loads and initialises NVML. Throws an error of koffi where there is no such library, else `NvmlError`. */
export function openNvml(koffi: Koffi, library: string): Nvml {
  const nvml = koffi.load(library);
  const codeOf = (declaration: string): ((...args: unknown[]) => number) =>
    functionOf(nvml, declaration) ?? (() => functionNotFound);
  const bind = (declaration: string) => {
    const call = codeOf(declaration);
    return (...args: unknown[]) => {
      const code = call(...args);
      if (code !== 0) throw new NvmlError(code);
    };
  };
  const init = bind('int nvmlInit_v2()');
  const getDriverVersion = bind('int nvmlSystemGetDriverVersion(void *version, uint32_t length)');
  const getNvmlVersion = bind('int nvmlSystemGetNVMLVersion(void *version, uint32_t length)');
  const getCount = bind('int nvmlDeviceGetCount_v2(_Out_ uint32_t *count)');
  const getHandle = bind('int nvmlDeviceGetHandleByIndex_v2(uint32_t index, _Out_ void **device)');
  const getUuid = bind('int nvmlDeviceGetUUID(void *device, void *uuid, uint32_t length)');
  const getName = bind('int nvmlDeviceGetName(void *device, void *name, uint32_t length)');
  const getPciInfo = bind('int nvmlDeviceGetPciInfo_v3(void *device, void *pci)');
  const getMigMode = bind(
    'int nvmlDeviceGetMigMode(void *device, _Out_ uint32_t *current, _Out_ uint32_t *pending)',
  );
  const getEccMode = bind(
    'int nvmlDeviceGetEccMode(void *device, _Out_ uint32_t *current, _Out_ uint32_t *pending)',
  );
  const getPersistenceMode = bind('int nvmlDeviceGetPersistenceMode(void *device, _Out_ uint32_t *mode)');
  const getPowerLimit = bind('int nvmlDeviceGetEnforcedPowerLimit(void *device, _Out_ uint32_t *milliwatts)');
  const getApplicationsClock = bind(
    'int nvmlDeviceGetApplicationsClock(void *device, uint32_t clock, _Out_ uint32_t *megahertz)',
  );
  const getArchitecture = bind('int nvmlDeviceGetArchitecture(void *device, _Out_ uint32_t *architecture)');
  const getEnergy = bind(
    'int nvmlDeviceGetTotalEnergyConsumption(void *device, _Out_ uint64_t *millijoules)',
  );
  const getPower = bind('int nvmlDeviceGetPowerUsage(void *device, _Out_ uint32_t *milliwatts)');
  const getFields = bind('int nvmlDeviceGetFieldValues(void *device, int count, void *values)');
  const getVirtualization = bind('int nvmlDeviceGetVirtualizationMode(void *device, _Out_ uint32_t *mode)');
  const getTemperature = bind(
    'int nvmlDeviceGetTemperature(void *device, uint32_t sensor, _Out_ uint32_t *celsius)',
  );
  const getTemperatureV = bind('int nvmlDeviceGetTemperatureV(void *device, void *temperature)');
  const clocksReasons = ['ClocksEventReasons', 'ClocksThrottleReasons'].map((name) =>
    bind(`int nvmlDeviceGetCurrent${name}(void *device, _Out_ uint64_t *reasons)`),
  );
  const processLists = ['Compute', 'Graphics', 'MPSCompute'].map((kind) => {
    const versions = ['_v3', '_v2', ''].map((version) => ({
      stride: version === '' ? (16 as const) : (24 as const),
      call: codeOf(
        `int nvmlDeviceGet${kind}RunningProcesses${version}(void *device, _Inout_ uint32_t *count, void *infos)`,
      ),
    }));
    return { kind, versions };
  });
  const getProcessName = bind('int nvmlSystemGetProcessName(uint32_t pid, void *name, uint32_t length)');

  const text = (get: typeof getUuid, bytes: number, ...about: unknown[]) => {
    const buffer = Buffer.alloc(bytes);
    get(...about, buffer, bytes);
    const [untilEnd = ''] = buffer.toString('utf8').split('\0', 1);
    return untilEnd.replace(/\p{C}/gu, '');
  };
  const out = (get: typeof getUuid, ...args: unknown[]): number | bigint => {
    const value: [number | bigint | null] = [null];
    get(...args, value);
    // Never null after a call that succeeded.
    return value[0] as number | bigint;
  };

  const migMode = (device: Handle): boolean => {
    const current = [0];
    getMigMode(device, current, [0]);
    return current[0] === 1;
  };

  init();
  return {
    driverVersion: () => text(getDriverVersion, textBytes),
    nvmlVersion: () => text(getNvmlVersion, textBytes),
    deviceCount: () => Number(out(getCount)),
    handle: (index) => out(getHandle, index) as Handle,
    uuid: (device) => text(getUuid, textBytes, device),
    name: (device) => text(getName, textBytes, device),
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
      try {
        return migMode(device);
      } catch (error) {
        if (isUnsupported(error)) return false;
        throw error;
      }
    },
    migMode,
    eccMode(device) {
      const current = [0];
      getEccMode(device, current, [0]);
      return current[0] === 1;
    },
    persistenceMode: (device) => out(getPersistenceMode, device) === 1,
    enforcedPowerLimitMW: (device) => available(Number(out(getPowerLimit, device))),
    applicationsClockMHz: (device, clock) =>
      available(Number(out(getApplicationsClock, device, applicationsClocks[clock]))),
    architecture: (device) => Number(out(getArchitecture, device)),
    isVirtual(device) {
      try {
        return out(getVirtualization, device) === virtualGpu;
      } catch (error) {
        if (error instanceof NvmlError) return false;
        throw error;
      }
    },
    totalEnergyMJ: (device) => wholeNumber(out(getEnergy, device)),
    powerMW: (device) => available(Number(out(getPower, device))),
    momentaryPowerMW(device, scope) {
      const field = fieldQuestion(momentaryPower, powerScopes[scope]);
      getFields(device, 1, field);
      const code = fieldReturn(field);
      if (code !== 0) throw new NvmlError(code);
      return available(fieldValue(field));
    },
    temperatureC(device) {
      try {
        return Number(out(getTemperature, device, gpuSensor));
      } catch (error) {
        if (!isUnsupported(error)) throw error;
      }
      const temperature = Buffer.alloc(temperatureBytes);
      temperature.writeUInt32LE(temperatureVersion, 0);
      getTemperatureV(device, temperature);
      return temperature.readInt32LE(temperatureAt);
    },
    clocksEventReasons: (device) => wholeNumber(firstSupported(clocksReasons, (get) => out(get, device))),
    processes(device) {
      const pids = processLists.flatMap(({ kind, versions }) => {
        try {
          return firstSupported(versions, ({ call, stride }) => {
            const list = listProcesses((count, space) => call(device, count, space), stride);
            if ('code' in list) throw new NvmlError(list.code);
            return list.pids;
          });
        } catch (error) {
          // Those that compute are what matters; a GPU that cannot draw has no list of those that do.
          if (kind !== 'Compute' && isUnsupported(error)) return [];
          throw error;
        }
      });
      return [...new Set(pids)];
    },
    processName: (pid) => text(getProcessName, processNameBytes, pid),
  };
}

/** What the first one gives that the GPU and its driver know; throws what the last one throws. */
function firstSupported<T, R>(candidates: readonly T[], ask: (candidate: T) => R): R {
  let failure: unknown = new NvmlError(functionNotFound);
  for (const candidate of candidates) {
    try {
      return ask(candidate);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function available(value: number): number {
  if (value === notAvailable) throw new NvmlError(notSupported);
  return value;
}

/** Null where the driver is older than the function. */
function functionOf(library: ReturnType<Koffi['load']>, declaration: string) {
  try {
    return library.func(declaration);
  } catch {
    return null;
  }
}
