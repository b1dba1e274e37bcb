import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/energy/clock.ts';
import type { LocalCounter } from '../../../src/energy/counter.ts';
import {
  type PowermetricsOptions,
  powermetricsCounters,
  sudoersFix,
} from '../../../src/energy/counters/powermetrics.ts';
import { readSample } from '../../../src/energy/counters/powermetrics-sample.ts';
import { counterRecorder } from '../../../src/energy/meter/counter-recorder.ts';
import { createMeter } from '../../../src/energy/meter/meter.ts';
import { runs } from '../../evaluators/misbehaving-child.ts';
import { temporaryDirectory } from '../../evaluators/temporary-directory.ts';
import { type PlayedMac, sampleText } from '../../simulators/powermetrics.ts';

const script = fileURLToPath(new URL('../../simulators/powermetrics.ts', import.meta.url));
const m1: PlayedMac = { cpuMW: 4000, gpuMW: 2000, combinedMW: 6500 };

async function discover(mac: PlayedMac, options: PowermetricsOptions = {}) {
  const command = [process.execPath, script, JSON.stringify(mac)];
  const found = await powermetricsCounters({ command, ...options });
  onTestFinished(() => {
    for (const counter of found.counters) counter.close?.();
  });
  const counter = (part: string) =>
    found.counters.find(({ id }) => id === `powermetrics:${part}`) as LocalCounter;
  return { ...found, counter };
}

/** Reads until that fails; gives the error's message. */
async function failureOf(counter: LocalCounter): Promise<string> {
  for (;;) {
    try {
      counter.read();
    } catch (error) {
      return (error as Error).message;
    }
    await wait(5);
  }
}

/** Resolves when a process is gone; the test's own time limit is the patience. */
async function gone(pid: number): Promise<void> {
  while (runs(pid)) await wait(10);
}

describe('powermetrics', () => {
  test('on Apple silicon, the CPU and the GPU are inside what both draw together', async () => {
    const { counters, unavailable, counter } = await discover(m1);
    expect(unavailable).toEqual([]);
    expect(counters.map(({ id, domain, includes }) => [id, domain, includes])).toEqual([
      ['powermetrics:cpu', 'cpu', []],
      ['powermetrics:gpu', 'gpu', []],
      ['powermetrics:combined', 'module', ['powermetrics:cpu', 'powermetrics:gpu']],
    ]);
    expect(counter('cpu')).toMatchObject({
      kind: 'powermetrics',
      provenance: 'integrated',
      reading: 'energyJ',
      covers: 'CPU of MacBookPro17,1',
      device: 'MacBookPro17,1',
      wrapsAtJ: null,
    });
  });

  test('without a value for both together, the CPU and the GPU are added', async () => {
    const { counters } = await discover({ cpuMW: 4000, gpuMW: 0 });
    expect(counters.map(({ id, includes }) => [id, includes])).toEqual([
      ['powermetrics:cpu', []],
      ['powermetrics:gpu', []],
    ]);
  });

  test('on Intel, there is the package', async () => {
    const { counters } = await discover({ packageW: 20 });
    expect(counters).toMatchObject([{ id: 'powermetrics:package', domain: 'cpu', includes: [] }]);
  });

  test('energy adds up over its samples, whatever the pipe makes of them', async () => {
    const { counter } = await discover(m1);
    const read = () => ['cpu', 'gpu', 'combined'].map((part) => counter(part).read());
    const [startS, before] = [systemClock.nowS(), read()];
    await wait(1000);
    const [endS, after] = [systemClock.nowS(), read()];
    const watts = after.map((energyJ, i) => (energyJ - (before[i] as number)) / (endS - startS));
    // A busy machine may deliver some of the samples late.
    expect(watts[0]).toBeGreaterThan(2);
    expect(watts[0]).toBeLessThan(6);
    expect((watts[1] as number) / (watts[0] as number)).toBeCloseTo(0.5, 6);
    expect((watts[2] as number) / (watts[0] as number)).toBeCloseTo(6500 / 4000, 6);
  });

  test('a meter counts a Mac once, and says what it covers', async () => {
    const { counters } = await discover(m1);
    const meter = createMeter({ recorder: counterRecorder({ counters }), estimate: null });
    const { energy, durationS } = await meter.measure(async () => {
      await wait(1000);
      return { cpuTimeS: 1 };
    });
    expect(energy).toMatchObject({
      provenance: 'integrated',
      boundary: 'CPU, GPU and neural engine of MacBookPro17,1',
    });
    expect(energy.energyJ).toBeGreaterThan(0.5 * 6.5 * durationS);
    expect(energy.energyJ).toBeLessThan(1.5 * 6.5 * durationS);
  });

  test('thermal pressure is throttling', async () => {
    const { counter } = await discover({ ...m1, pressure: 'Heavy' });
    expect(counter('cpu').conditions?.()).toEqual({
      temperatureC: null,
      throttled: ['thermal pressure: Heavy'],
      processes: null,
    });
    expect((await discover(m1)).counter('cpu').conditions?.().throttled).toEqual([]);
  });
});

describe('powermetrics is unavailable', () => {
  const unavailable = async (mac: PlayedMac, options: PowermetricsOptions = {}) => {
    const found = await discover(mac, options);
    expect(found.counters).toEqual([]);
    expect(found.unavailable).toHaveLength(1);
    return found.unavailable[0];
  };

  test('where sudo wants a password, with the rule that mends it', async () => {
    const says = 'sudo: a password is required';
    expect(await unavailable({ after: 0, fault: { kind: 'exit', code: 1, says } })).toEqual({
      id: 'powermetrics',
      reason: `powermetrics: it ended with exit code 1: ${says}`,
      fix: expect.stringContaining('/etc/sudoers.d/cegi-powermetrics'),
    });
  });

  test('where there is no such program', async () => {
    const found = await powermetricsCounters({ command: ['/nowhere/powermetrics'] });
    expect(found).toEqual({
      counters: [],
      unavailable: [{ id: 'powermetrics', reason: expect.stringMatching(/ENOENT/), fix: null }],
    });
  });

  test('where nothing comes', async () => {
    const silent: PlayedMac = { after: 0, fault: { kind: 'silence' } };
    expect(await unavailable(silent, { startsWithinS: 0.3 })).toMatchObject({
      reason: 'powermetrics: no sample came within 0.3 s',
    });
  });

  test.each<[string, PlayedMac]>([
    ['says nothing of power', {}],
    ['says nothing of the CPU', { gpuMW: 5 }],
    ['says that the CPU draws nothing', { cpuMW: 0, gpuMW: 5, combinedMW: 5 }],
  ])('where it %s: that is no zero', async (_, mac) => {
    expect(await unavailable(mac)).toMatchObject({ reason: expect.stringMatching(/virtual machine/) });
  });

  test('where its last words would steer a terminal, without them', async () => {
    const says = 'no\u001b[2J\u0007';
    expect(await unavailable({ after: 0, fault: { kind: 'exit', code: 7, says } })).toMatchObject({
      reason: 'powermetrics: it ended with exit code 7: no [2J',
    });
  });
});

describe('a read fails', () => {
  test('once the process has ended', async () => {
    const { counter } = await discover({ ...m1, after: 5, fault: { kind: 'exit', code: 3, says: 'gone' } });
    expect(await failureOf(counter('cpu'))).toBe('powermetrics: it ended with exit code 3: gone');
    expect(() => counter('gpu').read()).toThrow(/ended/);
    expect(counter('cpu').conditions?.().throttled).toBeNull();
  });

  test('when no sample has come for a while: a stale sum is not that of the present', async () => {
    const mac: PlayedMac = { ...m1, after: 5, fault: { kind: 'silence' } };
    const { counter } = await discover(mac, { staleAfterS: 0.3 });
    expect(await failureOf(counter('cpu'))).toMatch(/^powermetrics: no sample came for 0\.\d s$/);
  });

  test.each<[string, string, RegExp]>([
    ['what is no sample', '<dict>nonsense</dict></plist>', /not a sample: "<dict>nonsense/],
    ['a sample of no time', '<key>elapsed_ns</key><integer>0</integer></plist>', /not a sample/],
    [
      'a negative power',
      '<key>elapsed_ns</key><integer>20000000</integer><key>cpu_power</key><real>-5</real></plist>',
      /no number at cpu_power/,
    ],
    [
      'a power that no Mac draws',
      '<key>elapsed_ns</key><integer>20000000</integer><key>cpu_power</key><real>3e9</real></plist>',
      /cpu drew 3\.00e\+6 W/,
    ],
    [
      'a value twice',
      '<key>elapsed_ns</key><integer>2</integer><key>cpu_power</key><real>5</real><key>cpu_power</key><real>6</real></plist>',
      /cpu_power 2 times/,
    ],
    [
      'a sample that lacks values',
      '<key>elapsed_ns</key><integer>20000000</integer></plist>',
      /other values/,
    ],
  ])('after %s, for good: what it left out cannot be known', async (_, text, message) => {
    const { counter } = await discover({ ...m1, after: 5, fault: { kind: 'print', text } });
    expect(await failureOf(counter('combined'))).toMatch(message);
    await wait(100);
    expect(() => counter('combined').read()).toThrow(message);
  });

  test('after megabytes without the end of a sample, which are not kept', async () => {
    const text = 'x'.repeat(100_000);
    const { counter } = await discover({ ...m1, after: 5, fault: { kind: 'print', text, times: 50 } });
    expect(await failureOf(counter('cpu'))).toBe('powermetrics: it printed a sample without end');
  });

  test('when samples cover more or less time than passes', async () => {
    const faster: Clock = { ...systemClock, nowS: () => systemClock.nowS() * 50 };
    const { counter } = await discover(m1, { clock: faster, staleAfterS: 1e9 });
    expect(await failureOf(counter('cpu'))).toMatch(/cover \d+\.\d s, and came within \d+\.\d s/);
  });

  test('after it was closed', async () => {
    const { counter } = await discover(m1);
    counter('cpu').close?.();
    expect(() => counter('combined').read()).toThrow('powermetrics: it was closed');
  });
});

describe('the process', () => {
  const pidOf = (file: string) => Number(readFileSync(file, 'utf8'));

  test('ends when a counter is closed', async () => {
    const pidFile = join(await temporaryDirectory('powermetrics'), 'pid');
    const { counter } = await discover({ ...m1, pidFile });
    counter('gpu').close?.();
    await gone(pidOf(pidFile));
  });

  test('ends though it cannot be signalled, because nobody reads its pipe', async () => {
    const pidFile = join(await temporaryDirectory('powermetrics'), 'pid');
    const { counter } = await discover({ ...m1, pidFile, ignoresSignals: true });
    counter('cpu').close?.();
    await gone(pidOf(pidFile));
  });

  test('ends when it printed what cannot be understood', async () => {
    const pidFile = join(await temporaryDirectory('powermetrics'), 'pid');
    const { counter } = await discover({
      ...m1,
      pidFile,
      after: 4,
      fault: { kind: 'print', text: '</plist>' },
    });
    await failureOf(counter('cpu'));
    await gone(pidOf(pidFile));
  });

  test('keeps no program alive, is there as long as it is waited for, and ends with it', async () => {
    const pidFile = join(await temporaryDirectory('powermetrics'), 'pid');
    const module = fileURLToPath(new URL('../../../src/energy/counters/powermetrics.ts', import.meta.url));
    const command = [process.execPath, script, JSON.stringify({ ...m1, pidFile })];
    const program = `import { powermetricsCounters } from ${JSON.stringify(module)};
      const { counters } = await powermetricsCounters({ command: ${JSON.stringify(command)} });
      console.log(counters[0].read() > 0);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 40_000,
    });
    expect(stdout).toBe('true\n');
    await gone(pidOf(pidFile));
  });
});

test('the rule for sudo allows these arguments alone, and is written as sudoers wants it', () => {
  expect(sudoersFix('runner')).toBe(
    "run `printf '%s\\n' 'runner ALL=(root) NOPASSWD: /usr/bin/powermetrics --format plist " +
      "--samplers cpu_power\\,gpu_power\\,thermal --sample-rate 100 --buffer-size 1' " +
      '| sudo tee /etc/sudoers.d/cegi-powermetrics && sudo chmod 440 /etc/sudoers.d/cegi-powermetrics`',
  );
});

test('a sample is milliwatts over its own time', () => {
  // Of an M1: 89 mJ and 31 mJ over 2.019 s, as it says of itself beside these powers.
  const sample = readSample(
    sampleText({ cpuMW: 44.0773, gpuMW: 15.3528, combinedMW: 59.4301 }, 2_019_178_750),
  );
  expect(sample.energyJ.cpu).toBeCloseTo(0.089, 6);
  expect(sample.energyJ.gpu).toBeCloseTo(0.031, 6);
  expect(sample.energyJ.combined).toBeCloseTo(0.12, 6);
  expect(sample).toMatchObject({ thermalPressure: 'Nominal', model: 'MacBookPro17,1' });
});

test('whatever is printed, energy is finite and not negative, or there is an error', () => {
  const piece = fc.oneof(
    fc
      .constantFrom('elapsed_ns', 'cpu_power', 'gpu_power', 'package_joules')
      .map((key) => `<key>${key}</key>`),
    fc.double().map((value) => `<real>${value}</real>`),
    fc.bigInt().map((value) => `<integer>${value}</integer>`),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const read = () => {
        try {
          return readSample(pieces.join(''));
        } catch (error) {
          return error as Error;
        }
      };
      const found = read();
      if (found instanceof Error) {
        expect(found).not.toBeInstanceOf(TypeError);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(found.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        return;
      }
      expect(found.elapsedS).toBeGreaterThan(0);
      for (const value of Object.values(found.energyJ)) {
        expect(Number.isFinite(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
