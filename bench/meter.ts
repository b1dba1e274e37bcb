import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../src/energy/clock.ts';
import { compileNvml, playNvml } from '../test/simulators/nvml-control.ts';
import { type PowerTrace, traceEnergyJ } from '../test/simulators/power-trace.ts';
import { randomSource } from '../test/simulators/random.ts';
import { median } from './support/median.ts';
import { peerPython } from './support/peer-environment.ts';
import type { Row } from './support/row.ts';
import { type MeteredWindow, startWindowServer, type WindowServer } from './support/window-server.ts';

export const about =
  'error of the meter on a simulated GPU of known power, beside CodeCarbon, Zeus and eco2AI (Linux, Python 3.11, cc)';

/*
 * All meters measure at the same time, each in a process of its own, through one and the same NVML library. What they
 * should have said is the exact integral of the library's power between their own start and stop.
 */

const traces: Record<string, PowerTrace> = {
  'constant power': { kind: 'constant', powerW: 300 },
  'square wave, 1 Hz': { kind: 'square', highW: 400, lowW: 100, periodS: 1 },
  'square wave, 10 Hz': { kind: 'square', highW: 400, lowW: 100, periodS: 0.1 },
  'ramp of 3 s': { kind: 'ramp', fromW: 100, toW: 500, periodS: 3 },
  'random bursts': { kind: 'bursts', seed: 1, idleW: 80, peakW: 500, slotS: 0.25 },
};
const lengthsS = [0.5, 1, 2, 5, 10];
/** What energy counters of real GPUs do: each is another GPU here, which its meters find anew. */
const updatePeriodsS = [0.02, 0.05, 0.1];
/** For each update period. */
const repetitions = 6;
/** Long beside an update, so that windows begin at any of its phases. */
const longestDelayS = 0.3;
/** Windows are up to half of this longer or shorter, lest their ends lie whole updates, or whole waves, apart. */
const lengthSpreadS = 0.1;
const seed = 20_240_117;

/** Percent of error that a window of so many seconds may have. */
const goalPercent = (lengthS: number) => (lengthS >= 2 ? 0.5 : lengthS >= 1 ? 1 : 2);
const coverageGoalPercent = 95;

const peerScripts = ['meter_codecarbon.py', 'meter_zeus.py', 'meter_eco2ai.py'];
const support = path.join(import.meta.dirname, 'support');
const output = path.join(import.meta.dirname, '..', 'out', 'bench');

interface Measured extends MeteredWindow {
  trace: string;
  lengthS: number;
  updatePeriodS: number;
  meter: string;
  truthJ: number;
}

interface MeasureOptions {
  directory: string;
  library: string;
  python: string;
  random: () => number;
}

export async function run(): Promise<Row[]> {
  const python = await peerPython(path.join(support, 'peers', 'requirements.txt'), output);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cegi-bench-meter-'));
  try {
    const library = path.join(directory, 'nvml.so');
    await compileNvml(library);
    const each = Object.entries(traces).map(([name, trace], index) =>
      measureTrace(name, trace, {
        directory: path.join(directory, `${index}`),
        library,
        python,
        random: randomSource(seed + index).uniform,
      }),
    );
    const measured = (await Promise.all(each)).flat();
    mkdirSync(output, { recursive: true });
    writeFileSync(path.join(output, 'meter-windows.json'), `${JSON.stringify(measured, null, 1)}\n`);
    return rowsOf(measured);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureTrace(name: string, trace: PowerTrace, options: MeasureOptions): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const updatePeriodS of updatePeriodsS) {
    const directory = path.join(options.directory, `${updatePeriodS}`);
    await mkdir(directory, { recursive: true });
    measured.push(...(await measureGpu(name, trace, updatePeriodS, { ...options, directory })));
    console.error(`${name}, updates every ${updatePeriodS * 1000} ms: done`);
  }
  return measured;
}

async function measureGpu(
  name: string,
  trace: PowerTrace,
  updatePeriodS: number,
  options: MeasureOptions,
): Promise<Measured[]> {
  const { random } = options;
  const library = path.join(options.directory, 'libnvidia-ml.so.1');
  await copyFile(options.library, library);
  const counter = { updatePeriodS, phaseS: random() * updatePeriodS };
  // A GPU of Ada, of which it is known that it senses power all the time, and averages what it shows over 1 s.
  const gpu = { name: 'NVIDIA L40S', architecture: 8, trace, counter };
  await playNvml(library, { gpus: [gpu], loadedAtS: systemClock.nowS() });

  const servers = await startMeters(library, options);
  try {
    // What a meter does only once, it does here.
    for (const server of servers) await server.window({ delayS: 0, lengthS: 0.2 });
    const measured: Measured[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const lengthS of lengthsS) {
        const spreadS = lengthS + (random() - 0.5) * lengthSpreadS;
        const windows = await Promise.all(
          servers.map((server) => server.window({ delayS: random() * longestDelayS, lengthS: spreadS })),
        );
        for (const [index, window] of windows.entries()) {
          const truthJ = traceEnergyJ(trace, window.startS, window.endS);
          const meter = (servers[index] as WindowServer).meter;
          measured.push({ trace: name, lengthS, updatePeriodS, meter, truthJ, ...window });
        }
      }
    }
    return measured;
  } finally {
    for (const server of servers) server.end();
  }
}

/** This project's meter first. */
async function startMeters(library: string, { directory, python }: MeasureOptions): Promise<WindowServer[]> {
  // CodeCarbon takes a machine for one with an NVIDIA GPU where this program answers.
  await writeFile(path.join(directory, 'nvidia-smi'), '#!/bin/sh\n', { mode: 0o755 });
  const started = [startWindowServer(process.execPath, [path.join(support, 'own-meter.ts'), library])];
  for (const script of peerScripts) {
    // Each has a home of its own for its files and locks.
    const home = path.join(directory, script);
    await mkdir(home);
    const env = {
      PATH: `${directory}${path.delimiter}${process.env.PATH}`,
      LD_LIBRARY_PATH: directory,
      HOME: home,
      TMPDIR: home,
      PYTHONWARNINGS: 'ignore',
      PYTHONDONTWRITEBYTECODE: '1',
    };
    started.push(startWindowServer(python, [path.join(support, 'peers', script)], { env, cwd: home }));
  }
  return Promise.all(started);
}

function rowsOf(measured: readonly Measured[]): Row[] {
  const meters = [...new Set(measured.map(({ meter }) => meter))];
  const [ours, ...peers] = meters as [string, ...string[]];
  const rows: Row[] = [];
  for (const trace of Object.keys(traces)) {
    for (const lengthS of lengthsS) {
      const cell = measured.filter((each) => each.trace === trace && each.lengthS === lengthS);
      const of = (meter: string) => cell.filter((each) => each.meter === meter);
      const value = median(of(ours).map(errorPercent));
      const goal = goalPercent(lengthS);
      for (const peer of peers) {
        const peerValue = median(of(peer).map(errorPercent));
        rows.push({
          name: `median error, ${trace}, ${lengthS} s`,
          value,
          unit: '%',
          peer: `${peer}${silences(of(peer))}`,
          peerValue,
          ratio: value / peerValue,
          goal: `<= ${goal} %`,
          ok: value <= goal && value <= peerValue,
        });
      }
    }
  }
  const own = measured.filter(({ meter }) => meter === ours);
  rows.push(coverageRow('all windows', own));
  for (const lengthS of lengthsS) {
    rows.push(
      coverageRow(
        `${lengthS} s`,
        own.filter((each) => each.lengthS === lengthS),
      ),
    );
  }
  for (const trace of Object.keys(traces)) {
    rows.push(
      coverageRow(
        trace,
        own.filter((each) => each.trace === trace),
      ),
    );
  }
  return rows;
}

/** A meter that cannot tell is as wrong as one that says 0. */
function errorPercent({ energyJ, truthJ }: Measured): number {
  return (100 * Math.abs((energyJ ?? 0) - truthJ)) / truthJ;
}

/** In words, how often a meter had no answer. */
function silences(windows: readonly Measured[]): string {
  const silent = windows.filter(({ energyJ }) => energyJ === null || energyJ === 0).length;
  return silent === 0 ? '' : ` (said nothing or 0 J in ${silent} of ${windows.length})`;
}

function coverageRow(which: string, windows: readonly Measured[]): Row {
  const covered = windows.filter(
    ({ energyJ, uncertaintyJ = 0, truthJ }) => energyJ !== null && Math.abs(energyJ - truthJ) <= uncertaintyJ,
  );
  const value = (100 * covered.length) / windows.length;
  const stated = median(windows.map(({ uncertaintyJ = 0, truthJ }) => (100 * uncertaintyJ) / truthJ));
  return {
    name: `stated uncertainty covers the truth, ${which} (${windows.length} windows, median ± ${stated.toPrecision(2)} %)`,
    value,
    unit: '%',
    peer: null,
    peerValue: null,
    ratio: null,
    goal: `>= ${coverageGoalPercent} %`,
    ok: value >= coverageGoalPercent,
  };
}
