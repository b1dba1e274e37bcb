import { join } from 'node:path';
import type { Domain } from '../../measurement/measurement.ts';
import {
  type FoundCounters,
  type LocalCounter,
  type UnavailableCounter,
  updatesForOnePercent,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { oneLine } from '../one-line.ts';
import { entriesOf, isDenied, openCount, type ReadText, readCount, readText, textOf } from './sysfs.ts';

export interface JetsonOptions {
  /** Where the kernel lists the drivers of I²C devices. */
  root?: string;
  read?: ReadText;
}

interface Rail {
  label: string;
  /** Either millivolts and milliamperes, or milliwatts. */
  files: { mV: string; mA: string } | { mW: string };
  updatePeriodS: number;
  resolutionW: number;
}

interface KnownRail {
  domain: Domain;
  covers: string;
  /** Which other rails it feeds. */
  feeds: 'all' | 'module' | readonly string[];
}

/**
 * What NVIDIA's modules sense: labels of the Orin as in the kernel's device trees (tegra234), of the others as their
 * users report them. An input rail feeds the others of its module; where a module has none (AGX Xavier, AGX Orin,
 * Thor), its rails stand side by side. Of VDDQ_VDD2_1V8AO no document says what feeds it; its sensor shows the voltage
 * of VIN_SYS_5V0, so it is taken to be behind it.
 */
const knownRails: Record<string, KnownRail> = {
  VDD_MUX: { domain: 'board', covers: 'carrier board and module', feeds: 'all' },
  VDD_IN: { domain: 'board', covers: 'whole module', feeds: 'module' },
  POM_5V_IN: { domain: 'board', covers: 'whole module', feeds: 'module' },
  VDD_GPU_SOC: { domain: 'module', covers: 'GPU and SoC rail', feeds: [] },
  VDD_CPU_CV: { domain: 'cpu', covers: 'CPU and vision accelerators rail', feeds: [] },
  VIN_SYS_5V0: { domain: 'module', covers: 'I/O and memory rail', feeds: ['VDDQ_VDD2_1V8AO'] },
  VDDQ_VDD2_1V8AO: { domain: 'dram', covers: 'memory rail', feeds: [] },
  VDD_CPU_GPU_CV: { domain: 'module', covers: 'CPU, GPU and vision accelerators rail', feeds: [] },
  VDD_SOC: { domain: 'module', covers: 'SoC rail', feeds: [] },
  VDD_GPU: { domain: 'gpu', covers: 'GPU rail', feeds: [] },
  VDD_CPU: { domain: 'cpu', covers: 'CPU rail', feeds: [] },
  VDD_CPU_SOC_MSS: { domain: 'module', covers: 'CPU, SoC and memory subsystem rail', feeds: [] },
  POM_5V_GPU: { domain: 'gpu', covers: 'GPU rail', feeds: [] },
  POM_5V_CPU: { domain: 'cpu', covers: 'CPU rail', feeds: [] },
  VDD_SYS_GPU: { domain: 'gpu', covers: 'GPU rail', feeds: [] },
  VDD_SYS_SOC: { domain: 'module', covers: 'SoC rail', feeds: [] },
  VDD_SYS_CPU: { domain: 'cpu', covers: 'CPU rail', feeds: [] },
  VDD_SYS_DDR: { domain: 'dram', covers: 'memory rail', feeds: [] },
  VDD_4V0_WIFI: { domain: 'module', covers: 'Wi-Fi rail', feeds: [] },
  GPU: { domain: 'gpu', covers: 'GPU rail', feeds: [] },
  CPU: { domain: 'cpu', covers: 'CPU rail', feeds: [] },
  SOC: { domain: 'module', covers: 'SoC rail', feeds: [] },
  CV: { domain: 'module', covers: 'vision accelerators rail', feeds: [] },
  VDDRQ: { domain: 'dram', covers: 'memory rail', feeds: [] },
  SYS5V: { domain: 'module', covers: 'I/O rail', feeds: [] },
};

const defaultRoot = '/sys/bus/i2c/drivers';
/** Where the driver does not say how long it takes to sense all its channels. */
const undocumentedPeriodS = 0.1;
/** One step of the sensor's shunt voltage (INA3221 datasheet, SBOS576: 40 µV). */
const shuntStepUv = 40;
/** Through the 5 mΩ that most modules have. */
const usualShuntUohm = 5000;

/**
 * The power sensors of NVIDIA Jetson modules: a Texas Instruments INA3221 with up to three rails each, through the
 * kernel's hwmon driver or, before Jetson Linux 34, NVIDIA's own. Only power, so their energy is integrated. A rail
 * that is not known is unavailable, for it may be inside another.
 */
export function jetsonCounters(options: JetsonOptions = {}): FoundCounters<LocalCounter> {
  const { root = defaultRoot, read = readText } = options;
  const unavailable: UnavailableCounter[] = [];
  const usable: { rail: Rail; known: KnownRail }[] = [];
  const taken = new Set<string>();
  for (const rail of railsOf(root, read)) {
    const id = idOf(rail.label);
    const known = Object.hasOwn(knownRails, rail.label) ? knownRails[rail.label] : undefined;
    if (known === undefined) {
      unavailable.push({ id, reason: 'it is not known which other rails it feeds', fix: null });
      continue;
    }
    if (taken.has(id)) {
      unavailable.push({ id, reason: 'two sensors have a rail of this name', fix: null });
      continue;
    }
    taken.add(id);
    const files = Object.values(rail.files);
    try {
      for (const file of files) readCount(file, read);
      usable.push({ rail, known });
    } catch (error) {
      const denied = files.filter((file) => isDenied(file, read));
      const fix = denied.length === 0 ? null : `run \`sudo chmod a+r ${denied.join(' ')}\``;
      unavailable.push({ id, reason: messageOf(error), fix });
    }
  }
  const labels = usable.map(({ rail }) => rail.label);
  return { counters: usable.map(({ rail, known }) => counterOf(rail, known, labels, read)), unavailable };
}

function counterOf(rail: Rail, known: KnownRail, labels: readonly string[], read: ReadText): LocalCounter {
  const files = Object.values(rail.files).map((file) => openCount(file, read));
  return {
    id: idOf(rail.label),
    kind: 'jetson-power',
    domain: known.domain,
    provenance: 'integrated',
    covers: `${known.covers} (${rail.label})`,
    device: 'NVIDIA Jetson',
    includes: labels.filter((label) => label !== rail.label && isFedBy(known, label)).map(idOf),
    reading: 'powerW',
    resolution: rail.resolutionW,
    wrapsAtJ: null,
    updatePeriodS: rail.updatePeriodS,
    updatesPerRound: updatesForOnePercent,
    // mV × mA is µW; a driver that multiplies itself gives mW.
    read: () => files.reduce((product, file) => product * file.read(), 1) / (files.length === 2 ? 1e6 : 1e3),
    close: () => {
      for (const file of files) file.close();
    },
  };
}

function isFedBy({ feeds }: KnownRail, label: string): boolean {
  if (feeds === 'all') return true;
  if (feeds === 'module') return knownRails[label]?.feeds !== 'all';
  return feeds.includes(label);
}

function idOf(label: string): string {
  return `jetson:${oneLine(label, 40)}`;
}

function railsOf(root: string, read: ReadText): Rail[] {
  return ['ina3221', 'ina3221x'].flatMap((driver) =>
    entriesOf(join(root, driver))
      .filter((entry) => /^\d+-[0-9a-f]{4}$/.test(entry))
      .flatMap((entry) => {
        const device = join(root, driver, entry);
        const hwmon = entriesOf(join(device, 'hwmon'))
          .filter((name) => /^hwmon\d+$/.test(name))
          .flatMap((name) => hwmonRails(join(device, 'hwmon', name), read));
        // Under either name it is the same directory.
        const iio = entriesOf(device).find((name) => name === 'iio_device' || /^iio:device\d+$/.test(name));
        return iio === undefined ? hwmon : [...hwmon, ...iioRails(join(device, iio), read)];
      }),
  );
}

/** Channels 1 to 3; 4 to 7 are shunt voltages and their sum (Documentation/hwmon/ina3221.rst). */
function hwmonRails(directory: string, read: ReadText): Rail[] {
  return [1, 2, 3].flatMap((channel): Rail[] => {
    const label = labelOf(join(directory, `in${channel}_label`), read);
    if (label === null) return [];
    const files = {
      mV: join(directory, `in${channel}_input`),
      mA: join(directory, `curr${channel}_input`),
    };
    const volts = (countOr(files.mV, read) ?? 5000) / 1000;
    const shuntUohm = countOr(join(directory, `shunt${channel}_resistor`), read) ?? usualShuntUohm;
    const periodMs = countOr(join(directory, 'update_interval'), read);
    return [
      {
        label,
        files,
        updatePeriodS: periodMs === null ? undocumentedPeriodS : periodMs / 1000,
        resolutionW: (shuntStepUv / shuntUohm) * volts,
      },
    ];
  });
}

function iioRails(directory: string, read: ReadText): Rail[] {
  return [0, 1, 2].flatMap((channel): Rail[] => {
    const label = labelOf(join(directory, `rail_name_${channel}`), read);
    if (label === null) return [];
    const volts = (countOr(join(directory, `in_voltage${channel}_input`), read) ?? 5000) / 1000;
    return [
      {
        label,
        files: { mW: join(directory, `in_power${channel}_input`) },
        updatePeriodS: undocumentedPeriodS,
        resolutionW: (shuntStepUv / usualShuntUohm) * volts,
      },
    ];
  });
}

/** Null for a channel that is not connected. */
function labelOf(file: string, read: ReadText): string | null {
  const label = textOf(file, read);
  return label === null || label === '' || /^NC\d*$/.test(label) ? null : label;
}

/** Null for what is not there, is nonsense, or is 0. */
function countOr(file: string, read: ReadText): number | null {
  try {
    return readCount(file, read) || null;
  } catch {
    return null;
  }
}
