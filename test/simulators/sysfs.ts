import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/energy/clock.ts';
import { type ReadText, readText } from '../../src/energy/counters/sysfs.ts';

/** A kernel tree in a directory of its own, with a reader on which faults can be put. */
export interface SysfsTree {
  root: string;
  write(path: string, text: string | number): Promise<void>;
  link(path: string, target: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes reads of paths that end like this fail. Root may read what others may not, so modes would not do. */
  fail(ending: string, code: 'EACCES' | 'ENODATA' | 'EIO'): void;
  read: ReadText;
}

export async function sysfsTree(files: Record<string, string | number> = {}): Promise<SysfsTree> {
  const root = await mkdtemp(join(tmpdir(), 'sysfs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const faults = new Map<string, string>();
  const tree: SysfsTree = {
    root,
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), `${text}\n`);
    },
    async link(path, target) {
      await mkdir(join(root, target), { recursive: true });
      await mkdir(dirname(join(root, path)), { recursive: true });
      await symlink(join(root, target), join(root, path));
    },
    remove: (path) => rm(join(root, path), { recursive: true }),
    fail(ending, code) {
      faults.set(ending, code);
    },
    read(path) {
      for (const [ending, code] of faults) {
        if (path.endsWith(ending)) throw Object.assign(new Error(`${code}: read '${path}'`), { code });
      }
      return readText(path);
    },
  };
  for (const [path, text] of Object.entries(files)) await tree.write(path, text);
  return tree;
}

/** The files of one RAPL zone. */
export function raplZone(
  path: string,
  name: string,
  energyUj: number,
  rangeUj: number | null = 262_143_328_850,
) {
  return {
    [`${path}/name`]: name,
    [`${path}/energy_uj`]: energyUj,
    ...(rangeUj === null ? {} : { [`${path}/max_energy_range_uj`]: rangeUj }),
  };
}

/** What the long-term limit of a RAPL zone adds to its files. */
export function raplLimit(path: string, limitUw: number, { enabled = true } = {}) {
  return {
    [`${path}/enabled`]: Number(enabled),
    [`${path}/constraint_0_name`]: 'long_term',
    [`${path}/constraint_0_power_limit_uw`]: limitUw,
  };
}

/** The files of one policy by which the kernel chooses clocks, under a root that has `/sys`. */
export function cpuPolicy(
  number: number,
  words: { governor?: string; driver?: string; preference?: string; frequencyKHz?: number },
) {
  const files = {
    scaling_governor: words.governor,
    scaling_driver: words.driver,
    energy_performance_preference: words.preference,
    scaling_cur_freq: words.frequencyKHz,
  };
  return Object.fromEntries(
    Object.entries(files).flatMap(([file, text]) =>
      text === undefined ? [] : [[`sys/devices/system/cpu/cpufreq/policy${number}/${file}`, text]],
    ),
  );
}

/** A file of a tree that follows a power trace. All times are seconds of the clock that it plays on. */
export interface PlayedFile {
  /** Its path in the tree: `intel-rapl:0/energy_uj`. */
  file: string;
  /** What the hardware draws. */
  powerW: (atS: number) => number;
  /** `energy` counts microjoules, `power` shows microwatts as they were at the last update. */
  shows?: 'energy' | 'power';
  /** Seconds between two updates; 1 ms where it is left out, as RAPL has. */
  updatePeriodS?: number;
  /** Microjoules at the start. */
  startUj?: number;
  /** Microjoules at which it begins again from 0. */
  rangeUj?: number;
  faults?: readonly PlayedFault[];
}

export type PlayedFault =
  /** The driver is loaded anew: it counts from 0. */
  | { kind: 'reset'; atS: number }
  /** In between it shows what it showed at `fromS`. */
  | { kind: 'stall'; fromS: number; toS: number }
  /** In between it shows so much less. */
  | { kind: 'glitch'; fromS: number; toS: number; byUj: number }
  /** From then on the file is not there. */
  | { kind: 'vanish'; atS: number }
  /** In between reads fail. Not on real files: root may read what others may not. */
  | { kind: 'fail'; fromS: number; toS: number; code: 'EACCES' | 'ENODATA' | 'EIO' };

/** The tree with files that play on a clock: each read computes what they show at that moment. */
export function playing(tree: SysfsTree, files: readonly PlayedFile[], clock: Clock): SysfsTree {
  const values = new Map(files.map((file) => [join(tree.root, file.file), playedValue(file, clock.nowS())]));
  return {
    ...tree,
    read(path) {
      const value = values.get(path);
      if (value === undefined) return tree.read(path);
      const atS = clock.nowS();
      const failing = files
        .filter(({ file }) => join(tree.root, file) === path)
        .flatMap(({ faults = [] }) => faults)
        .find((fault) => fault.kind === 'fail' && atS >= fault.fromS && atS < fault.toS);
      if (failing?.kind === 'fail') throw failure(failing.code, path);
      const shown = value(atS);
      if (shown === null) throw failure('ENOENT', path);
      return `${shown}\n`;
    },
  };
}

/**
 * Real files that play on `systemClock`, for other processes: rewritten in place, so that who holds one open reads on,
 * and always as long as before, so that none reads half of two values. Ends with the test.
 */
export async function playingOnDisk(
  tree: SysfsTree,
  files: readonly PlayedFile[],
  everyS = 0.001,
): Promise<void> {
  const startS = systemClock.nowS();
  for (const { file } of files) await tree.write(file, '0');
  const played = files.map((file) => {
    const path = join(tree.root, file.file);
    return { path, descriptor: openSync(path, 'r+'), value: playedValue(file, startS), gone: false };
  });
  const update = () => {
    const atS = systemClock.nowS();
    for (const file of played) {
      if (file.gone) continue;
      const shown = file.value(atS);
      if (shown !== null) writeSync(file.descriptor, `${shown}\n`.padEnd(valueBytes, '\n'), 0);
      else {
        file.gone = true;
        unlinkSync(file.path);
      }
    }
  };
  update();
  const timer = setInterval(update, everyS * 1000);
  onTestFinished(() => {
    clearInterval(timer);
    for (const { descriptor } of played) closeSync(descriptor);
  });
}

/** The longest number and its end. */
const valueBytes = 24;

/** What a file shows at a time, in whole micro-units; null where it is gone. Times must not run backwards. */
function playedValue(played: PlayedFile, startS: number): (atS: number) => number | null {
  const {
    powerW,
    shows = 'energy',
    updatePeriodS = 0.001,
    startUj = 0,
    rangeUj = null,
    faults = [],
  } = played;
  let uj = startUj;
  let updates = 0;
  let heldUj: number | null = null;
  const timeOf = (update: number) => startS + update * updatePeriodS;
  return (atS) => {
    if (faults.some((fault) => fault.kind === 'vanish' && atS >= fault.atS)) return null;
    const due = Math.floor((atS - startS) / updatePeriodS + 1e-9);
    for (; updates < due; updates += 1) {
      const [fromS, toS] = [timeOf(updates), timeOf(updates + 1)];
      const isReset = faults.some((fault) => fault.kind === 'reset' && fault.atS > fromS && fault.atS <= toS);
      const begunS = isReset ? toS : fromS;
      if (isReset) uj = 0;
      uj += powerW((begunS + toS) / 2) * (toS - begunS) * 1e6;
      const isStalled = faults.some(
        (fault) => fault.kind === 'stall' && toS >= fault.fromS && toS < fault.toS,
      );
      heldUj = isStalled ? (heldUj ?? uj) : null;
    }
    if (shows === 'power') return Math.round(powerW(timeOf(updates)) * 1e6);
    const glitch = faults.find((fault) => fault.kind === 'glitch' && atS >= fault.fromS && atS < fault.toS);
    const shownUj = Math.floor((heldUj ?? uj) + 1e-3) - (glitch?.kind === 'glitch' ? glitch.byUj : 0);
    return rangeUj === null ? shownUj : shownUj % rangeUj;
  };
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: read '${path}'`), { code });
}

/** The files of a Jetson's sensor: three rails, in volts and amperes. Null for a channel that is not connected. */
export function jetsonSensor(
  device: string,
  rails: readonly ({ label: string; volts: number; amperes: number } | null)[],
) {
  const directory = `ina3221/${device}/hwmon/hwmon3`;
  const files: Record<string, string | number> = {
    [`${directory}/in7_label`]: 'sum of shunt voltages',
    [`${directory}/in7_input`]: 360,
  };
  for (const [index, rail] of rails.entries()) {
    const channel = index + 1;
    files[`${directory}/in${channel}_label`] = rail?.label ?? 'NC';
    if (rail === null) continue;
    files[`${directory}/in${channel}_input`] = Math.round(rail.volts * 1000);
    files[`${directory}/curr${channel}_input`] = Math.round(rail.amperes * 1000);
  }
  return files;
}
