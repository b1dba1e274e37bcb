import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/energy/clock.ts';
import { measurementSchema } from '../../src/measurement/measurement.ts';
import { type SimulatedGpu, simulatedDriver } from '../simulators/nvml.ts';
import { startPrometheus } from '../simulators/prometheus.ts';
import { dcgmSeries } from '../simulators/prometheus-exporters.ts';
import { configuration, setScene } from './scene.ts';

const uuid = 'GPU-11111111-2222-3333-4444-555555555555';
/** A module whose counter covers the CPU too, so that a model on the CPU is measured with it. */
const graceHopper: SimulatedGpu = {
  uuid,
  name: 'NVIDIA GH200 480GB',
  architecture: 9,
  trace: { kind: 'constant', powerW: 500 },
  energyMJ: 'live',
  powerMW: 'live',
  counter: { updatePeriodS: 0.02 },
};

/** Measures one model with the counters of this driver's library, or of no driver. */
async function measure(
  energy: string,
  { gpus, rounds = 1 }: { gpus?: SimulatedGpu[]; rounds?: number } = {},
) {
  const { repository } = await setScene(
    configuration()
      .replace(/^energy: .*$/m, `energy: ${energy}`)
      .replace('min-seconds: 0.2', 'min-seconds: 1'),
  );
  const { directory } = repository;
  const driver = gpus && (await simulatedDriver(gpus));
  const env = {
    ...process.env,
    CEGI_NATIVE_DIRECTORY: resolve('.'),
    CEGI_LOCK_FILE: join(directory, 'measure.lock'),
    CUDA_VISIBLE_DEVICES: undefined,
    LD_LIBRARY_PATH: driver ? dirname(driver.library) : undefined,
  };
  const run = () =>
    new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
      execFile(
        process.execPath,
        [resolve('dist/cli.js'), 'measure', 'sql', '--rounds', `${rounds}`, '--out', 'records.json'],
        { cwd: directory, env, maxBuffer: 1e8 },
        (error, stdout, stderr) => done({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
      );
    });
  return { directory, driver, run };
}

describe('a check with a counter', () => {
  it('measures rounds and idle power, and tells what else was on the device', async () => {
    const stranger = { pid: 4711, name: 'python3' };
    const { run } = await measure('{ idle-seconds: 1.5 }', {
      gpus: [{ ...graceHopper, processes: [stranger] }],
    });
    const ran = await run();
    expect(ran.status, ran.stderr).toBe(0);
    const [record] = measurementSchema.array().parse(JSON.parse(ran.stdout));
    const { energy, durationS } = record!.rounds[0]!;
    expect(energy.provenance).toBe('measured');
    expect(Math.abs(energy.energyJ! - 500 * durationS)).toBeLessThanOrEqual(energy.uncertaintyJ);
    expect(energy.boundary).toContain('NVIDIA GH200');
    expect(record!.idle!.powerW).toBeGreaterThan(490);
    expect(record!.idle!.powerW).toBeLessThan(510);
    // The simulated module draws the same, busy or idle.
    expect(Math.abs(energy.idleSubtractedJ!)).toBeLessThan(0.05 * energy.energyJ!);
    expect(record!.conditions!.before[0]!.processes).toEqual([stranger]);
    expect(ran.stderr).toContain('W idle, with the model loaded');
  });

  it('that is named and absent is one clear error, with the counters that there are', async () => {
    const { run } = await measure('{ counters: ["nvml:GPU-99"] }', { gpus: [graceHopper] });
    const ran = await run();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('there is no counter `nvml:GPU-99` on this machine');
    expect(ran.stderr).toContain(`nvml:${uuid}`);
    expect(ran.stderr).not.toContain('defect');
  });

  it('whose lock is garbage says so, measures nothing, and still leaves its record', async () => {
    const { directory, run } = await measure('{ idle-seconds: 0 }', { gpus: [graceHopper] });
    await writeFile(join(directory, 'measure.lock'), '{"half": ');
    const ran = await run();
    expect(ran.status).toBe(2);
    const [record] = measurementSchema
      .array()
      .parse(JSON.parse(await readFile(join(directory, 'records.json'), 'utf8')));
    expect(record).toMatchObject({ status: 'partial', rounds: [] });
    expect(record!.error).toContain(`delete it: rm -r`);
  });
});

describe('a Prometheus server', () => {
  it.each([
    ['that is down', 'http://127.0.0.1:9', '', /127\.0\.0\.1:9/],
    ['with labels that match nothing', null, ', match: { Hostname: nowhere }', /nowhere/],
    ['with labels that match two hosts', null, '', /node-1.*node-2/s],
  ])('%s is one clear error before anything is measured', async (_, url, match, message) => {
    const metric = 'DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL';
    const simulated = await startPrometheus({
      clock: systemClock,
      series: ['node-1', 'node-2'].map((host) => dcgmSeries(metric, { host, uuid: `GPU-${host}` })),
    });
    const { run } = await measure(`{ prometheus: { url: "${url ?? simulated.url}"${match} } }`);
    const ran = await run();
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toContain('defect');
    expect(ran.stdout).toBe('');
  });
});
