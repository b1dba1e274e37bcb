import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createMeter } from '../../../src/energy/meter/meter.ts';
import { recorderProcess } from '../../../src/energy/meter/recorder-process.ts';
import { UserError } from '../../../src/errors.ts';
import { bundleFile } from '../../../src/native/bundle-file.ts';
import { type SimulatedGpu, simulatedDriver } from '../../simulators/nvml.ts';

const nowhere = '/nowhere';
const gpu: SimulatedGpu = { uuid: 'GPU-1', energyMJ: 'live', powerMW: 300_000 };

async function open(options: { wanted?: 'auto' | string[]; gpus?: SimulatedGpu[] } = {}) {
  const driver = await simulatedDriver(options.gpus ?? [gpu]);
  const lines: string[] = [];
  const opened = await recorderProcess({
    wanted: options.wanted ?? ['nvml:GPU-1'],
    childScript: bundleFile('recorder-child.js'),
    nativeDirectory: fileURLToPath(new URL('../../..', import.meta.url)),
    nvmlLibrary: driver.library,
    powercapRoot: nowhere,
    hwmonRoot: nowhere,
    log: (line) => lines.push(line),
  });
  onTestFinished(() => opened.recorder.close());
  return { driver, lines, ...opened };
}

const work = async (forS = 0.4) => {
  await sleep(forS * 1000);
  return { cpuTimeS: 0 };
};

/** The processes of the recorder, by the script that they run. */
async function recorders(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,ppid,args']);
  return stdout
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/\s+/, 2)
        .map(Number)
        .concat(line.includes('recorder-child') ? 1 : 0),
    )
    .filter(([, parent, is]) => parent === process.pid && is === 1)
    .map(([pid]) => pid!);
}

test('counters are read in a process of their own while this one is busy', async () => {
  const { recorder } = await open();
  const meter = createMeter({ recorder, estimate: null });
  const { energy, durationS } = await meter.measure(async () => {
    await sleep(50);
    // Nothing else can run in this process meanwhile.
    const untilMs = performance.now() + 1500;
    while (performance.now() < untilMs);
    return { cpuTimeS: 1.5 };
  });
  expect(Math.abs(energy.energyJ! - 300 * durationS)).toBeLessThanOrEqual(energy.uncertaintyJ);
  // The caution of its model, and nothing that went wrong.
  expect(energy.readings[0]?.note).toBe('senses its power only a quarter of the time (arXiv 2312.02741)');
});

test('a process that is killed during a round makes its energy unknown, and the next round starts another', async () => {
  const { recorder } = await open();
  const meter = createMeter({ recorder, estimate: null });
  const killed = await meter.measure(async () => {
    await sleep(100);
    for (const pid of await recorders()) process.kill(pid, 'SIGKILL');
    return work();
  });
  expect(killed.energy).toMatchObject({ energyJ: null, provenance: 'unavailable' });
  expect(killed.energy.reason).toContain('The process that reads the counters was ended by SIGKILL');
  const next = await meter.measure(work);
  expect(next.energy.energyJ).toBeGreaterThan(0);
});

test('a counter that is gone when the process starts again is not replaced by another', async () => {
  const { recorder, driver } = await open({ wanted: 'auto' });
  await recorder.close();
  await driver.play([{ ...gpu, uuid: 'GPU-2' }]);
  const { energy } = await createMeter({ recorder, estimate: null }).measure(work);
  expect(energy.energyJ).toBeNull();
});

test('how devices are set up crosses from the process, and must stay so', async () => {
  const { recorder, driver, lines } = await open({ wanted: 'auto' });
  expect(recorder.counters[0]?.settings).toMatchObject({ 'power limit of NVIDIA H100 80GB HBM3': '700 W' });
  await recorder.close();
  await driver.play([{ ...gpu, powerLimitMW: 400_000 }]);
  const { energy } = await createMeter({ recorder, estimate: null }).measure(work);
  expect(energy.energyJ).toBeNull();
  expect(lines.join('\n')).toContain('the power limit of NVIDIA H100 80GB HBM3 changed from 700 W to 400 W');
});

test('a counter that was asked for and is not there is the user’s error', async () => {
  const opening = open({ wanted: ['nvml:GPU-9'] });
  await expect(opening).rejects.toThrow(UserError);
  await expect(opening).rejects.toThrow('there is no counter `nvml:GPU-9` on this machine');
});

test('closing leaves no process behind', async () => {
  const before = await recorders();
  const { recorder } = await open();
  const [added] = (await recorders()).filter((pid) => !before.includes(pid));
  await recorder.close();
  expect(added).toBeGreaterThan(0);
  expect(await recorders()).not.toContain(added);
});
