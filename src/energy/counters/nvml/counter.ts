import { type LocalCounter, type PowerRegister, updatesForOnePercent } from '../../counter.ts';
import { nvmlConditions } from './conditions.ts';
import { isUnsupported } from './error.ts';
import type { Nvml, PowerScope } from './library.ts';
import { averagesPower, countsItsModule, mayCountItsModule, sensingOf } from './models.ts';
import { nvmlSettings } from './settings.ts';
import type { HostGpu } from './visible-gpus.ts';

export interface Gpu extends HostGpu {
  /** NVML's own: neither CUDA's nor stable. */
  index: number;
  device: unknown;
  name: string;
  inMigMode: boolean;
}

/** Counters, and power where it is momentary, update every 20 to 100 ms, depending on the GPU. */
const updatePeriodS = 0.1;
const powerAverageS = 1;

export function nvmlId(gpu: Gpu): string {
  return `nvml:${gpu.uuid}`;
}

/**
 * One GPU: its energy counter, checked by its power, or its power where it has no energy counter. Throws in words
 * where it shows neither.
 */
export function nvmlCounter(gpu: Gpu, nvml: Nvml): LocalCounter {
  const { device, index, name } = gpu;
  const scope = powerScopeOf(gpu, nvml);
  const sensing = sensingOf(name);
  const cautions = [
    nvml.isVirtual(device) ? shareCaution : null,
    mayCountItsModule(name) ? moduleCaution : null,
    sensing?.caution ?? null,
  ].filter((caution) => caution !== null);
  const common = {
    id: nvmlId(gpu),
    domain: scope,
    covers: `GPU ${index}, ${name}`,
    device: name,
    includes: [],
    // Millijoules and milliwatts.
    resolution: 0.001,
    wrapsAtJ: null,
    updatePeriodS,
    updatesPerRound: updatesForOnePercent,
    ...(sensing === null ? {} : { sensedShare: sensing.sensedShare }),
    ...(cautions.length === 0 ? {} : { caution: cautions.join('; ') }),
    settings: nvmlSettings(gpu, nvml),
    conditions: () => nvmlConditions(nvml, device),
  };
  const registers = powerRegisters(gpu, nvml, scope);
  const readEnergyJ = () => nvml.totalEnergyMJ(device) / 1000;
  try {
    readEnergyJ();
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    const power = firstThatAnswers(registers);
    return {
      ...common,
      kind: 'nvml-power',
      provenance: 'integrated',
      reading: 'powerW',
      updatePeriodS: power.periodS,
      read: power.readW,
    };
  }
  const power = registers.filter(({ readW }) => answers(readW));
  return {
    ...common,
    kind: 'nvml-energy',
    provenance: 'measured',
    reading: 'energyJ',
    read: readEnergyJ,
    ...(power.length === 0 ? {} : { power }),
  };
}

/** What the GPU's counter counts, as far as that is known. */
function powerScopeOf({ device, name }: Gpu, nvml: Nvml): PowerScope {
  if (countsItsModule(name)) return 'module';
  const sharesModule = mayCountItsModule(name);
  return sharesModule && !answers(() => nvml.momentaryPowerMW(device, 'gpu')) ? 'module' : 'gpu';
}

/** Where the power of what the counter counts may be read, the register that follows it most closely first. */
function powerRegisters({ device, name }: Gpu, nvml: Nvml, scope: PowerScope): PowerRegister[] {
  const momentary = { readW: () => watts(nvml.momentaryPowerMW(device, scope)), periodS: updatePeriodS };
  if (scope === 'module') return [momentary];
  const averages = averagesPower(name, architectureOf(device, nvml));
  const usage = {
    readW: () => watts(nvml.powerMW(device)),
    periodS: averages ? powerAverageS : updatePeriodS,
  };
  return [momentary, usage];
}

/** Nothing that is switched on draws no power: 0 is how some GPUs say that they cannot tell. */
function watts(milliwatts: number): number {
  if (!(milliwatts > 0)) throw new Error(`the GPU says that it draws ${milliwatts / 1000} W`);
  return milliwatts / 1000;
}

/** Null where the driver is too old to tell. */
function architectureOf(device: unknown, nvml: Nvml): number | null {
  try {
    return nvml.architecture(device);
  } catch (error) {
    if (isUnsupported(error)) return null;
    throw error;
  }
}

function answers(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** Throws what the last one throws. */
function firstThatAnswers(registers: readonly PowerRegister[]): PowerRegister {
  let failure: unknown;
  for (const register of registers) {
    try {
      register.readW();
      return register;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

const shareCaution =
  'is a share of a GPU (vGPU): what it shows may be of the whole GPU, the work of other machines included';
const moduleCaution =
  'shares a module with a CPU, and it is not documented whether its energy counter counts both';
