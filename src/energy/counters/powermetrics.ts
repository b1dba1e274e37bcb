import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { userInfo } from 'node:os';
import { type Clock, systemClock } from '../clock.ts';
import {
  type DeviceConditions,
  type FoundCounters,
  type LocalCounter,
  updatesForOnePercent,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { oneLine } from '../one-line.ts';
import { type PowermetricsSample, readSample } from './powermetrics-sample.ts';

export interface PowermetricsOptions {
  /** Program and arguments; `powermetrics`, through sudo unless this is root, where it is left out. */
  command?: readonly string[];
  clock?: Clock;
  /** Seconds without a sample after which the last one is no longer taken for the present. */
  staleAfterS?: number;
  /** Seconds that the first samples may take. */
  startsWithinS?: number;
}

const program = '/usr/bin/powermetrics';
const intervalMs = 100;
/**
 * The property list and not the text: it has nanoseconds and fractions of a milliwatt, where the text is rounded.
 * Written line by line, for what lies in a buffer would be dated too late.
 */
const programArguments = [
  '--format',
  'plist',
  '--samplers',
  'cpu_power,gpu_power,thermal',
  '--sample-rate',
  `${intervalMs}`,
  '--buffer-size',
  '1',
];

/** A sample is taken, printed and read some time after its interval is over. */
const updatePeriodS = 0.15;
/** So many samples are waited for: in 0.3 s a processor that is there has used something. */
const firstSamples = 3;
const defaultStartsWithinS = 15;
const defaultStaleAfterS = 2;
/** A sample of the largest chips has some 100 kB; what is longer than this has no end. */
const longestSampleChars = 4_000_000;
const keptStderrChars = 2000;
/** Seconds, and share of the time, by which samples may fail to add up to the time that has passed. */
const astrayByS = 3;
const astrayShare = 0.02;
/** They may for so long: whoever did not read for a while gets many samples at once. */
const astrayForS = 5;

/** Sums up what the samples of one process say, as long as they are whole. */
interface Running {
  /** The sums in joules so far, by part. @throws in words where they are not those of the present. */
  energyJ(part: Part): number;
  thermalPressure(): string | null;
  first: Promise<PowermetricsSample>;
  close(): void;
}

type Part = keyof PowermetricsSample['energyJ'];

/**
 * Macs, through `powermetrics`: what its samples of 100 ms say of the processor's parts is summed up. On Apple silicon
 * that is the CPU, the GPU, and both with the neural engine (`combined`, which includes the two); on Intel the package.
 * All counters share one process, and closing one ends it. For macOS only.
 */
export async function powermetricsCounters(
  options: PowermetricsOptions = {},
): Promise<FoundCounters<LocalCounter>> {
  const command = options.command ?? defaultCommand();
  const running = start(command, options);
  try {
    const sample = await running.first;
    const parts = Object.keys(sample.energyJ) as Part[];
    // A GPU may rest; whoever reads this has kept the CPU busy.
    const neverZero = parts.filter((part) => part !== 'gpu');
    if (neverZero.length === 0 || neverZero.some((part) => running.energyJ(part) === 0)) {
      throw new Error('powermetrics: it does not say what the CPU draws, as in a virtual machine');
    }
    return { counters: parts.map((part) => counterOf(part, parts, sample, running)), unavailable: [] };
  } catch (error) {
    running.close();
    const reason = messageOf(error);
    const denied = /password is required|not allowed to|as the superuser/i.test(reason);
    return {
      counters: [],
      unavailable: [{ id: 'powermetrics', reason, fix: denied ? sudoersFix(userInfo().username) : null }],
    };
  }
}

const described: Record<Part, { domain: LocalCounter['domain']; covers: string }> = {
  cpu: { domain: 'cpu', covers: 'CPU' },
  gpu: { domain: 'gpu', covers: 'GPU' },
  combined: { domain: 'module', covers: 'CPU, GPU and neural engine' },
  package: { domain: 'cpu', covers: 'CPU package with its graphics' },
};

function counterOf(
  part: Part,
  parts: readonly Part[],
  { model }: PowermetricsSample,
  running: Running,
): LocalCounter {
  const { domain, covers } = described[part];
  return {
    id: `powermetrics:${part}`,
    kind: 'powermetrics',
    domain,
    provenance: 'integrated',
    covers: `${covers} of ${model ?? 'this Mac'}`,
    includes: part === 'combined' ? parts.filter((each) => each !== 'combined').map(idOf) : [],
    reading: 'energyJ',
    // Samples are made of whole millijoules.
    resolution: 0.001,
    wrapsAtJ: null,
    updatePeriodS,
    updatesPerRound: updatesForOnePercent,
    ...(model === null ? {} : { device: model }),
    caution: 'Apple calls these values estimates, not to be compared between devices; memory is not in them',
    read: () => running.energyJ(part),
    conditions: () => conditions(running.thermalPressure()),
    close: () => running.close(),
  };
}

function idOf(part: Part): string {
  return `powermetrics:${part}`;
}

function conditions(pressure: string | null): DeviceConditions {
  const heldDown = pressure === 'Nominal' ? [] : [`thermal pressure: ${pressure}`];
  return {
    temperatureC: null,
    throttled: pressure === null ? null : heldDown,
    processes: null,
  };
}

function start(command: readonly string[], options: PowermetricsOptions): Running {
  const { clock = systemClock, staleAfterS = defaultStaleAfterS } = options;
  const { startsWithinS = defaultStartsWithinS } = options;
  const sums = new Map<Part, number>();
  let samples = 0;
  let latest: PowermetricsSample | null = null;
  let firstAtS = 0;
  let lastAtS = clock.nowS();
  let sampledS = 0;
  let astraySinceS: number | null = null;
  let unread = '';
  let stderr = '';
  /** Why the sums are not whole any more, for good; null while they are. */
  let broken: string | null = null;

  let started = (_: PowermetricsSample) => {};
  let failed = (_: Error) => {};
  const first = new Promise<PowermetricsSample>((resolve, reject) => {
    started = resolve;
    failed = reject;
  });

  const child = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // sudo passes no signal on that comes from its own process group.
    detached: true,
  });
  const timer = setTimeout(() => stop(`no sample came within ${startsWithinS} s`), startsWithinS * 1000);

  function stop(why: string) {
    clearTimeout(timer);
    if (broken !== null) return;
    broken = `powermetrics: ${why}`;
    failed(new Error(broken));
    end(child);
  }

  function take(document: string) {
    const sample = readSample(document);
    const atS = clock.nowS();
    if (samples > 0) sampledS += sample.elapsedS;
    else firstAtS = atS;
    const parts = Object.entries(sample.energyJ) as [Part, number][];
    if (latest !== null && parts.map(([part]) => part).join() !== Object.keys(latest.energyJ).join()) {
      throw new Error('a sample has other values than those before it');
    }
    const passedS = atS - firstAtS;
    const isAstray = Math.abs(passedS - sampledS) > astrayByS + astrayShare * passedS;
    astraySinceS = isAstray ? (astraySinceS ?? atS) : null;
    if (astraySinceS !== null && atS - astraySinceS > astrayForS) {
      throw new Error(
        `its samples say that they cover ${sampledS.toFixed(1)} s, and came within ${passedS.toFixed(1)} s`,
      );
    }
    for (const [part, energyJ] of parts) sums.set(part, (sums.get(part) ?? 0) + energyJ);
    latest = sample;
    lastAtS = atS;
    samples += 1;
    if (samples === firstSamples) {
      clearTimeout(timer);
      started(sample);
    }
  }

  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (broken !== null) return;
    unread += text;
    try {
      for (let endsAt = unread.indexOf(lastTag); endsAt >= 0; endsAt = unread.indexOf(lastTag)) {
        const document = unread.slice(0, endsAt);
        unread = unread.slice(endsAt + lastTag.length);
        take(document);
      }
      if (unread.length > longestSampleChars) throw new Error('it printed a sample without end');
    } catch (error) {
      unread = '';
      stop(messageOf(error));
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptStderrChars);
  });
  child.on('error', (error) => stop(error.message));
  child.on('close', (code, signal) => {
    const last = oneLine(stderr.trim().split('\n').at(-1) ?? '');
    stop(`it ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}${last && `: ${last}`}`);
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('error', (error) => stop(error.message));
  // Once it runs, what nobody closed keeps no program alive; when that has ended, so has the pipe.
  first.then(
    () => {
      for (const each of [child, child.stdout as Socket, child.stderr as Socket]) each.unref();
    },
    // Whoever called hears of it.
    () => {},
  );

  return {
    first,
    energyJ(part) {
      if (broken !== null) throw new Error(broken);
      const sinceS = clock.nowS() - lastAtS;
      if (sinceS > staleAfterS) throw new Error(`powermetrics: no sample came for ${sinceS.toFixed(1)} s`);
      const sum = sums.get(part);
      if (sum === undefined) throw new Error(`powermetrics: its samples say nothing of ${part}`);
      return sum;
    },
    thermalPressure: () => (broken === null ? (latest?.thermalPressure ?? null) : null),
    close: () => stop('it was closed'),
  };
}

const lastTag = '</plist>';

/**
 * Ends the process, and what it started. Where that runs as root and may not be signalled, it ends by itself when it
 * next writes: nobody reads its pipe any more.
 */
function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended, or is another user's.
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function defaultCommand(): string[] {
  const direct = [program, ...programArguments];
  return process.getuid?.() === 0 ? direct : ['sudo', '-n', ...direct];
}

/**
 * The rule allows these arguments and no others: with `--output-file`, powermetrics would write wherever root may.
 * Commas have a meaning of their own there (sudoers(5)).
 */
export function sudoersFix(user: string): string {
  const rule = `${user} ALL=(root) NOPASSWD: ${[program, ...programArguments].join(' ').replaceAll(',', '\\,')}`;
  const file = '/etc/sudoers.d/cegi-powermetrics';
  return `run \`printf '%s\\n' '${rule}' | sudo tee ${file} && sudo chmod 440 ${file}\``;
}
