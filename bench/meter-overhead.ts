import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/energy/clock.ts';
import { createMeter, type Meter } from '../src/energy/meter/meter.ts';
import { recorderProcess } from '../src/energy/meter/recorder-process.ts';
import type { Reply, Request } from '../src/evaluators/transformers-messages.ts';
import { bundleFile } from '../src/native/bundle-file.ts';
import { startChild } from '../src/processes/child-process.ts';
import { compileNvml, playNvml } from '../test/simulators/nvml-control.ts';
import { randomSource } from '../test/simulators/random.ts';
import { childrenRunning, cpuTimeS } from './support/cpu-time.ts';
import { type LineProcess, startLineProcess } from './support/line-process.ts';
import { median } from './support/median.ts';
import { peerPython } from './support/peer-environment.ts';
import type { Row } from './support/row.ts';

export const about =
  'what the meter costs with 8 GPUs and 4 RAPL zones, beside CodeCarbon every 15 s and every 1 s (Linux, python3, cc)';

const gpus = 8;
const zones = ['package-0', 'dram-0', 'package-1', 'dram-1'];
/** What a round lasts on GPUs that update every 100 ms. */
const roundS = 10;
const rounds = 6;
const blocks = 16;
/** A pass takes seconds: a shorter one is lost in the noise of a shared machine. */
const passItems = 160;
const cpuGoalPercent = 0.5;
const throughputGoalPercent = 1;
/** RAPL itself updates every millisecond; here a process must write what it shows. */
const raplUpdateMs = 10;

const repository = path.join(import.meta.dirname, '..');
const support = path.join(import.meta.dirname, 'support');
const output = path.join(repository, 'out', 'bench');

export async function run(): Promise<Row[]> {
  const python = await peerPython(path.join(support, 'peers', 'requirements.txt'), output);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cegi-bench-overhead-'));
  const ending: (() => unknown)[] = [() => rmSync(directory, { recursive: true, force: true })];
  try {
    const library = path.join(directory, 'libnvidia-ml.so.1');
    await compileNvml(library);
    await playNvml(library, {
      gpus: Array.from({ length: gpus }, (_, index) => ({
        uuid: `GPU-${index}`,
        trace: { kind: 'square', highW: 400, lowW: 200, periodS: 0.7 + index / 10 } as const,
        counter: { updatePeriodS: 0.1, phaseS: index / 80 },
      })),
      loadedAtS: systemClock.nowS(),
    });
    const powercapRoot = path.join(directory, 'powercap');
    ending.push(playRapl(powercapRoot));

    const { recorder } = await recorderProcess({
      wanted: 'auto',
      childScript: bundleFile('recorder-child.js'),
      nativeDirectory: repository,
      nvmlLibrary: library,
      powercapRoot,
      hwmonRoot: '/nowhere',
      log: (line) => console.error(line),
    });
    ending.push(() => recorder.close());
    if (recorder.counters.length !== gpus + zones.length) {
      throw new Error(`not all counters are there: ${recorder.counters.map(({ id }) => id).join(', ')}`);
    }
    const meter = createMeter({ recorder, estimate: null });

    const peers: LineProcess[] = [];
    for (const intervalS of ['15', '1']) {
      peers.push(await startCodeCarbon(python, intervalS, directory));
    }
    ending.push(() => {
      for (const peer of peers) peer.end();
    });
    return [...(await cpuRows(meter, peers)), ...(await throughputRows(meter, peers, ending))];
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

/** CodeCarbon finds the simulated GPUs; where it looks for RAPL is fixed, so it estimates the CPU where there is none. */
async function startCodeCarbon(python: string, intervalS: string, directory: string): Promise<LineProcess> {
  const home = path.join(directory, `codecarbon-${intervalS}`);
  mkdirSync(home);
  writeFileSync(path.join(directory, 'nvidia-smi'), '#!/bin/sh\n', { mode: 0o755 });
  return startLineProcess(python, [path.join(support, 'peers', 'overhead_codecarbon.py'), intervalS], {
    cwd: home,
    env: {
      PATH: `${directory}${path.delimiter}${process.env.PATH}`,
      LD_LIBRARY_PATH: directory,
      HOME: home,
      TMPDIR: home,
      PYTHONWARNINGS: 'ignore',
    },
  });
}

/** Keeps a powercap tree whose zones count; returns what ends it. */
function playRapl(root: string): () => void {
  const files = zones.map((name, index) => {
    const zone = path.join(root, `intel-rapl:${index}`);
    mkdirSync(zone, { recursive: true });
    writeFileSync(path.join(zone, 'name'), `${name}\n`);
    writeFileSync(path.join(zone, 'max_energy_range_uj'), '262143328850\n');
    return path.join(zone, 'energy_uj');
  });
  const startMs = performance.now();
  const write = () => {
    files.forEach((file, index) => {
      const energyUj = 1_000_000 + Math.round((performance.now() - startMs) * (100 + index) * 1000);
      // In place, as sysfs does it: a reader may keep the file open. Never shorter than before.
      writeFileSync(file, `${energyUj}\n`.padStart(20, '0'), { flag: 'r+' });
    });
  };
  for (const file of files) writeFileSync(file, '0'.repeat(20));
  write();
  const timer = setInterval(write, raplUpdateMs);
  return () => clearInterval(timer);
}

/** Percent of one core that each process uses while it meters; all of them at the same time. */
async function cpuRows(meter: Meter, peers: readonly LineProcess[]): Promise<Row[]> {
  const [reader] = childrenRunning('recorder-child');
  if (reader === undefined) throw new Error('the process that reads the counters is not there');
  for (const peer of peers) await peer.ask('start');
  const pids = [reader, ...peers.map(({ pid }) => pid)];
  const before = pids.map(cpuTimeS);
  const startMs = performance.now();
  for (let round = 1; round <= rounds; round += 1) {
    const { energy } = await meter.measure(async () => {
      await sleep(roundS * 1000);
      return { cpuTimeS: 0 };
    });
    if (energy.energyJ === null) throw new Error(`nothing was metered: ${energy.reason}`);
    console.error(`processor time: round ${round} of ${rounds}`);
  }
  const elapsedS = (performance.now() - startMs) / 1000;
  const percent = pids.map((pid, index) => (100 * (cpuTimeS(pid) - (before[index] as number))) / elapsedS);
  for (const peer of peers) await peer.ask('stop');
  const value = percent[0] as number;
  return peers.map(({ ready }, index) => {
    const peerValue = percent[index + 1] as number;
    return {
      name: `processor time of the meter, ${gpus} GPUs and ${zones.length} RAPL zones`,
      value,
      unit: '% of a core',
      peer: ready,
      peerValue,
      ratio: value / peerValue,
      goal: `<= ${cpuGoalPercent} %`,
      ok: value <= cpuGoalPercent,
    };
  });
}

/** By how many percent a real evaluation slows down under each meter: the median over blocks of paired passes. */
async function throughputRows(
  meter: Meter,
  peers: readonly LineProcess[],
  ending: (() => unknown)[],
): Promise<Row[]> {
  const pass = await realEvaluation(ending);
  const metered = [
    async () => (await meter.measure(async () => ({ cpuTimeS: 0, tookS: await pass() }))).result.tookS,
    ...peers.map((peer) => async () => {
      await peer.ask('start');
      const tookS = await pass();
      await peer.ask('stop');
      return tookS;
    }),
  ];
  // The second one without a meter says what the machine alone does to such a comparison.
  const conditions = [pass, ...metered, pass];
  const slowerPercent: number[][] = [...metered, pass].map(() => []);
  const random = randomSource(1).uniform;
  await pass();
  for (let block = 1; block <= blocks; block += 1) {
    // In random order, so that no drift of the machine favours one.
    const order = conditions.map((_, index) => ({ index, at: random() })).sort((a, b) => a.at - b.at);
    const tookS: number[] = [];
    for (const { index } of order) tookS[index] = await (conditions[index] as () => Promise<number>)();
    slowerPercent.forEach((each, index) => {
      each.push(100 * Math.log((tookS[index + 1] as number) / (tookS[0] as number)));
    });
    console.error(`throughput: block ${block} of ${blocks}`);
  }
  const [value = Number.NaN, ...peerValues] = slowerPercent.map(median);
  const unmetered = Number((peerValues.at(-1) as number).toPrecision(2));
  return peers.map(({ ready }, index) => ({
    name: `an evaluation takes longer under the meter by (without any meter by ${unmetered} %)`,
    value,
    unit: '%',
    peer: ready,
    peerValue: peerValues[index] as number,
    // Both are about zero, and either may be below it.
    ratio: null,
    goal: `< ${throughputGoalPercent} %`,
    ok: value < throughputGoalPercent,
  }));
}

/** A pass of a fixture model over some items, as the action runs it; gives the seconds that it took. */
async function realEvaluation(ending: (() => unknown)[]): Promise<() => Promise<number>> {
  const child = startChild<Request, Reply>(bundleFile('transformers-child.js'), {
    who: "The model's process",
    env: { CEGI_NATIVE_DIRECTORY: repository },
  });
  ending.push(() => child.end());
  const ask = async (message: Request, kind: Reply['kind']) => {
    const reply = await child.request(message, {
      timeoutS: 300,
      what: message.kind,
      done: (reply) => reply.kind === kind || reply.kind === 'failed',
    });
    if (reply.kind === 'failed') throw new Error(reply.message);
  };
  const model = path.join(repository, 'fixtures', 'models', 'sql-lora');
  const data = path.join(repository, 'fixtures', 'data', 'text-to-sql', 'test.jsonl');
  const items = readFileSync(data, 'utf8')
    .split('\n', passItems)
    .map((line, index) => ({
      id: `${index}`,
      prompt: (JSON.parse(line) as { sql_prompt: string }).sql_prompt,
    }));
  await ask(
    { kind: 'load', directory: model, dtype: 'fp32', device: 'cpu', threads: null, chatTemplate: 'off' },
    'loaded',
  );
  return async () => {
    const startMs = performance.now();
    // Of a fixed length, so that every pass is the same work.
    await ask({ kind: 'pass', items, batch: 8, maxNewTokens: 48, decoding: 'fixed-length' }, 'passed');
    return (performance.now() - startMs) / 1000;
  };
}
