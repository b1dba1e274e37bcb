import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/energy/doctor/diagnosis.ts';
import { acquireHostLock } from '../../src/energy/host-lock.ts';
import { temporaryDirectory } from '../evaluators/temporary-directory.ts';
import { simulatedDriver } from '../simulators/nvml.ts';
import { configuration } from './scene.ts';

interface Place {
  directory: string;
  /** Directory of the driver's library; none where it is left out. */
  driver?: string;
  lock?: string;
}

function doctor(args: string[], { directory, driver = directory, lock }: Place) {
  const env = {
    ...process.env,
    CEGI_NATIVE_DIRECTORY: resolve('.'),
    CEGI_LOCK_FILE: lock ?? join(directory, 'measure.lock'),
    LD_LIBRARY_PATH: driver,
    CUDA_VISIBLE_DEVICES: undefined,
  };
  return new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
    execFile(
      process.execPath,
      [resolve('dist/cli.js'), 'doctor', ...args],
      { cwd: directory, env },
      (error, stdout, stderr) => done({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}

const uuid = 'GPU-11111111-2222-3333-4444-555555555555';

async function gpuHost(): Promise<Place> {
  const { library } = await simulatedDriver([{ uuid, energyMJ: 'live', powerMW: 150_000 }]);
  return { directory: await temporaryDirectory('cegi-doctor'), driver: dirname(library) };
}

async function configured(directory: string, text: string): Promise<void> {
  await mkdir(join(directory, '.github'));
  await writeFile(join(directory, '.github/cegi.yml'), text);
}

describe('doctor', () => {
  it('explains itself', async () => {
    const { status, stdout } = await doctor(['--help'], { directory: '.' });
    expect(status).toBe(0);
    expect(stdout).toContain('cegi doctor');
    expect(stdout).toContain('Exit status');
  });

  it('shows a GPU, what it draws, and that a verdict can be decided', async () => {
    const place = await gpuHost();
    const { status, stdout, stderr } = await doctor([], place);
    expect(stderr).toMatch(/^Observed (one counter|\d+ counters)\.$/m);
    expect(stdout).toMatch(/^nvml:GPU-11111111.*yes.*J, measured.*1 mJ.* ms .*1(49|50|51).*added$/m);
    expect(stdout).toContain(`A model on a GPU would be measured with nvml:${uuid}`);
    expect(stdout).toContain('So a verdict can be decided here.');
    expect(status, stderr).toBe(0);
  });

  it('prints the same as JSON', async () => {
    const { status, stdout } = await doctor(['--json'], await gpuHost());
    expect(status).toBe(0);
    const diagnosis = JSON.parse(stdout) as Diagnosis;
    expect(diagnosis).toMatchObject({ schemaVersion: 1, decides: true, configuration: null, error: null });
    const gpu = diagnosis.counters.find(({ id }) => id === `nvml:${uuid}`);
    expect(gpu).toMatchObject({ use: 'added', provenance: 'measured', observed: { problem: null } });
    expect(gpu?.observed?.powerW?.mean).toBeGreaterThan(140);
    expect(gpu?.observed?.powerW?.mean).toBeLessThan(160);
  });

  it('says why there is no counter, and exits with 1 where nothing could decide', async () => {
    const directory = await temporaryDirectory('cegi-doctor');
    await configured(
      directory,
      configuration({ accept: 'measured' }).replace('accept:', 'counters: [nvml:nowhere], accept:'),
    );
    // Hides the driver that the machine may have.
    await writeFile(join(directory, 'libnvidia-ml.so.1'), 'not a library');
    const { status, stdout } = await doctor([], { directory });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^nvml +no /m);
    expect(stdout).toMatch(/^ {2}nvml +.*libnvidia-ml/m);
    expect(stdout).toMatch(/It would end at once:\n.*no counter `nvml:nowhere`/);
    expect(stdout).toContain('So nothing here can decide a verdict.');
  });

  it('takes from the configuration what may decide', async () => {
    const directory = await temporaryDirectory('cegi-doctor');
    await writeFile(join(directory, 'other.yml'), configuration({ accept: 'estimated' }));
    const { status, stdout } = await doctor(['--config', 'other.yml', '--json'], { directory });
    const diagnosis = JSON.parse(stdout) as Diagnosis;
    expect(diagnosis).toMatchObject({ configuration: 'other.yml', accept: ['estimated'] });
    const cpu = diagnosis.forecasts.find(({ device }) => device === 'cpu');
    expect(cpu?.decides).toBe(cpu?.provenance === 'estimated');
    expect(status).toBe(diagnosis.decides ? 0 : 1);
  });

  it('tells the counters that were asked for from the others', async () => {
    const other = 'GPU-22222222-2222-3333-4444-555555555555';
    const { library } = await simulatedDriver([
      { uuid, energyMJ: 'live' },
      { uuid: other, energyMJ: 'live' },
    ]);
    const directory = await temporaryDirectory('cegi-doctor');
    await configured(directory, configuration().replace('accept:', `counters: [nvml:${other}], accept:`));
    const { status, stdout } = await doctor(['--json'], { directory, driver: dirname(library) });
    const { counters } = JSON.parse(stdout) as Diagnosis;
    expect(counters.filter(({ kind }) => kind === 'nvml-energy').map(({ id, use }) => [id, use])).toEqual([
      [`nvml:${other}`, 'added'],
      [`nvml:${uuid}`, 'not asked for'],
    ]);
    expect(status).toBe(0);
  });

  it('shows the counters though the configuration is not valid', async () => {
    const place = await gpuHost();
    await configured(place.directory, 'version: 1\ncarbun: {}\n');
    const { status, stdout } = await doctor([], place);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^nvml:GPU-11111111.*yes/m);
    expect(stdout).toMatch(/It would end at once:\n(.*\n)*.*carbun/);
  });

  it('a configuration that was named and is not there is one clear error', async () => {
    const directory = await temporaryDirectory('cegi-doctor');
    const { status, stderr } = await doctor(['--config', 'nowhere.yml'], { directory });
    expect(status).toBe(2);
    expect(stderr).toMatch(/nowhere\.yml could not be read/);
    expect(stderr).not.toContain('defect');
  });

  it('shows how a GPU is, and which processes use it', async () => {
    const { library } = await simulatedDriver([
      { uuid, energyMJ: 'live', temperatureC: 83, processes: [{ pid: 4711, name: 'python' }] },
    ]);
    const place = { directory: await temporaryDirectory('cegi-doctor'), driver: dirname(library) };
    const { stdout } = await doctor([], place);
    expect(stdout).toMatch(/^ {2}GPU 0, .*83 °C; not throttled; used by .*4711/m);
  });

  it('says who measures, and takes no lock itself', async () => {
    const directory = await temporaryDirectory('cegi-doctor');
    const path = join(directory, 'measure.lock');
    const lock = await acquireHostLock({
      path,
      holder: { what: 'owner/other' },
      onWait: () => {},
      signal: new AbortController().signal,
    });
    try {
      const { stdout } = await doctor([], { directory, lock: path });
      expect(stdout).toMatch(new RegExp(`host lock +held by owner/other \\(process ${process.pid} on `));
    } finally {
      lock.release();
    }
    await writeFile(path, 'not a lock');
    expect((await doctor([], { directory, lock: path })).stdout).toMatch(/host lock.*not JSON.*delete it/);
  });

  it('what a device calls itself cannot steer the terminal', async () => {
    const { library } = await simulatedDriver([{ uuid, name: 'GPU\u001b[2J\u202e', energyMJ: 'live' }]);
    const { stdout } = await doctor([], {
      directory: await temporaryDirectory('cegi'),
      driver: dirname(library),
    });
    expect(stdout).toMatch(/GPU 0, GPU ?\[2J/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
