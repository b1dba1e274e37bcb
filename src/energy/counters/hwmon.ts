import { join } from 'node:path';
import type { Domain } from '../../measurement/measurement.ts';
import {
  type FoundCounters,
  type LocalCounter,
  type UnavailableCounter,
  updatesForOnePercent,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { amdGpuSettings, intelGpuSettings } from './gpu-settings.ts';
import {
  entriesOf,
  isDenied,
  openCount,
  type ReadText,
  readCount,
  readText,
  realNameOf,
  textOf,
} from './sysfs.ts';

export interface HwmonOptions {
  /** The kernel's hwmon tree. */
  root?: string;
  read?: ReadText;
}

/** One value of one chip, before it is known whether it can be read. */
interface Channel {
  id: string;
  domain: Domain;
  covers: string;
  device?: string;
  settings?: Record<string, string>;
  includes: string[];
  reading: 'energyJ' | 'powerW';
  /** In µW or µJ, as all of hwmon is. */
  file: string;
  updatePeriodS: number;
  /** In thousandths of a degree, where the chip has a sensor. */
  temperatureFile?: string;
  fix: string | null;
}

const defaultRoot = '/sys/class/hwmon';

/** No kernel document gives these drivers' periods; a tenth of a second is the longest that was seen. */
const undocumentedPeriodS = 0.1;

/**
 * Power meters and energy counters of the hwmon tree: amdgpu, Intel's xe and i915, and ACPI power meters,
 * with the labels by which NVIDIA Grace tells its rails apart.
 */
export function hwmonCounters(options: HwmonOptions): FoundCounters<LocalCounter> {
  const { root = defaultRoot, read = readText } = options;
  const counters: LocalCounter[] = [];
  const unavailable: UnavailableCounter[] = [];
  for (const channel of channelsOf(root, read)) {
    try {
      inUnits(channel, readCount(channel.file, read));
    } catch (error) {
      const fix = isDenied(channel.file, read) ? `run \`sudo chmod a+r ${channel.file}\`` : channel.fix;
      unavailable.push({ id: channel.id, reason: messageOf(error), fix });
      continue;
    }
    const { id, domain, covers, device, settings, includes, reading, updatePeriodS, temperatureFile } =
      channel;
    const value = openCount(channel.file, read);
    counters.push({
      id,
      kind: reading === 'energyJ' ? 'hwmon-energy' : 'hwmon-power',
      domain,
      provenance: reading === 'energyJ' ? 'measured' : 'integrated',
      covers,
      includes,
      reading,
      resolution: 1e-6,
      // The registers of xe and i915 have 32 bits and wrap within minutes at full power; at each read the drivers
      // add what has come since to a sum of 63 bits (hwm_energy in i915_hwmon.c), so what is read does not wrap.
      wrapsAtJ: null,
      updatePeriodS,
      updatesPerRound: updatesForOnePercent,
      ...(device === undefined ? {} : { device }),
      ...(settings === undefined ? {} : { settings }),
      ...(temperatureFile === undefined
        ? {}
        : {
            conditions: () => ({
              temperatureC: temperatureC(temperatureFile, read),
              throttled: null,
              processes: null,
            }),
          }),
      read: () => inUnits(channel, value.read()),
      close: value.close,
    });
  }
  return { counters, unavailable };
}

/**
 * Joules or watts. Nothing that is switched on draws no power: 0 is how the second die of a card says that the first
 * one counts for both (aldebaran_ppt.c).
 */
function inUnits({ reading, file }: Channel, micro: number): number {
  if (reading === 'powerW' && micro === 0) throw new Error(`${file} says that it draws 0 W`);
  return micro / 1e6;
}

function channelsOf(root: string, read: ReadText): Channel[] {
  const seen = new Map<string, number>();
  return entriesOf(root).flatMap((entry) => {
    const directory = join(root, entry);
    const chip = textOf(join(directory, 'name'), read);
    if (chip === null) return [];
    const number = seen.get(chip) ?? 0;
    seen.set(chip, number + 1);
    // hwmon numbers change from boot to boot; a PCI address does not.
    const device = realNameOf(directory, 'device');
    const address =
      device !== null && /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.\d$/.test(device) ? device : `${number}`;
    switch (chip) {
      case 'amdgpu':
        return amdgpu(directory, address, read);
      case 'xe':
      case 'i915':
        return intelGpu(directory, chip, address, read);
      case 'power_meter':
        return powerMeter(directory, number, read);
      default:
        return [];
    }
  });
}

function amdgpu(directory: string, address: string, read: ReadText): Channel[] {
  const file = firstPresent(directory, ['power1_average', 'power1_input']);
  if (file === null) return [];
  // Only an APU has a north bridge's voltage to show; its power covers the CPU cores too.
  const apu = textOf(join(directory, 'in1_label'), read) === 'vddnb';
  const name = `AMD ${apu ? 'APU' : 'GPU'} ${pciModel(directory, read)}`;
  return [
    {
      id: `hwmon:amdgpu-${address}`,
      domain: apu ? 'module' : 'gpu',
      covers: apu ? `APU ${address}, AMD (CPU and GPU)` : `GPU ${address}, AMD`,
      device: name,
      settings: amdGpuSettings({ name, chip: directory, device: join(directory, 'device') }, read),
      includes: [],
      reading: 'powerW',
      file,
      updatePeriodS: undocumentedPeriodS,
      temperatureFile: join(directory, 'temp1_input'),
      fix: null,
    },
  ];
}

/** Null where the chip does not tell. */
function temperatureC(file: string, read: ReadText): number | null {
  try {
    return readCount(file, read) / 1000;
  } catch {
    return null;
  }
}

/** `energy1` is the card and, where the chip tells them apart, `energy2` the package on it. */
function intelGpu(directory: string, chip: string, address: string, read: ReadText): Channel[] {
  const id = (channel: string) => `hwmon:${chip}-${address}/${channel}`;
  const name = `Intel GPU ${pciModel(directory, read)}`;
  const settings = intelGpuSettings({ name, chip: directory }, read);
  const channels = ['energy1', 'energy2'].flatMap((channel): Channel[] => {
    const file = firstPresent(directory, [`${channel}_input`]);
    if (file === null) return [];
    const label =
      textOf(join(directory, `${channel}_label`), read) ?? (channel === 'energy1' ? 'card' : 'pkg');
    return [
      {
        id: id(channel),
        domain: 'gpu',
        covers: `GPU ${address}, Intel (${label === 'pkg' ? 'package' : label})`,
        device: name,
        includes: [],
        reading: 'energyJ',
        file,
        updatePeriodS: undocumentedPeriodS,
        fix: null,
      },
    ];
  });
  const [card, inner] = channels;
  // Once a card: where two cards are set up differently, each counts once.
  if (card !== undefined) card.settings = settings;
  if (card?.id === id('energy1') && inner !== undefined) card.includes = [inner.id];
  return channels;
}

const graceRails: Record<string, { domain: Domain; covers: string; includes: string[] }> = {
  Module: { domain: 'module', covers: 'module', includes: ['grace', 'cpu', 'sysio'] },
  Grace: { domain: 'cpu', covers: 'Grace CPU and its I/O', includes: ['cpu', 'sysio'] },
  CPU: { domain: 'cpu', covers: 'Grace CPU rail', includes: [] },
  SysIO: { domain: 'cpu', covers: 'Grace I/O rail', includes: [] },
};

/** Window of NVIDIA Grace's averages (Grace Performance Tuning Guide, "Power Telemetry"). */
const graceAverageS = 0.05;
/** What an ACPI power meter averages over where it does not say. */
const acpiAverageS = 1;

function powerMeter(directory: string, number: number, read: ReadText): Channel[] {
  // Which of the two directories has the files depends on the kernel's version.
  const home = [directory, join(directory, 'device')].find(
    (candidate) => firstPresent(candidate, ['power1_average']) !== null,
  );
  if (home === undefined) return [];
  const file = join(home, 'power1_average');
  const label = textOf(join(home, 'power1_oem_info'), read) ?? '';
  const grace = /^(Module|Grace|CPU|SysIO) Power Socket (\d+)$/.exec(label);
  const rail = grace === null ? undefined : graceRails[grace[1] as string];
  if (grace === null || rail === undefined) {
    return [
      {
        id: `hwmon:power_meter-${number}`,
        domain: 'board',
        covers: `whole machine (power meter ${number})`,
        includes: [],
        reading: 'powerW',
        file,
        updatePeriodS: averagingPeriodS(home, read) ?? acpiAverageS,
        fix: null,
      },
    ];
  }
  const id = (name: string) => `hwmon:grace-${grace[2]}/${name.toLowerCase()}`;
  return [
    {
      id: id(grace[1] as string),
      domain: rail.domain,
      covers: `${rail.covers}, socket ${grace[2]}`,
      device: 'NVIDIA Grace',
      includes: rail.includes.map(id),
      reading: 'powerW',
      file,
      updatePeriodS: averagingPeriodS(home, read) ?? graceAverageS,
      fix: 'start the kernel with `acpi_power_meter.force_cap_on=y`',
    },
  ];
}

/** The PCI device id, by which two models of one maker are told apart. */
function pciModel(directory: string, read: ReadText): string {
  return textOf(join(directory, 'device', 'device'), read) ?? 'of unknown model';
}

function averagingPeriodS(directory: string, read: ReadText): number | null {
  try {
    const periodS = readCount(join(directory, 'power1_average_interval'), read) / 1000;
    return periodS > 0 ? periodS : null;
  } catch {
    return null;
  }
}

function firstPresent(directory: string, names: readonly string[]): string | null {
  const present = new Set(entriesOf(directory));
  const name = names.find((candidate) => present.has(candidate));
  return name === undefined ? null : join(directory, name);
}
