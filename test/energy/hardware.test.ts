import { expect, test } from 'vitest';
import { describeHardware } from '../../src/energy/hardware.ts';
import { SimulatedClock } from '../simulators/clock.ts';
import { energyCounter } from '../simulators/counter.ts';

const clock = new SimulatedClock();
const machine = {
  platform: 'linux',
  arch: 'x64',
  cpus: Array.from({ length: 4 }, () => ({ model: 'Xeon 1  ' })),
};
const gpu = (id: string, index: number, device = 'NVIDIA H100') =>
  energyCounter({ clock, powerW: 1, id, device, covers: `GPU ${index}, ${device}`, kind: 'nvml-energy' });
const rapl = energyCounter({ clock, powerW: 1, id: 'rapl:package-0', kind: 'rapl', domain: 'cpu' });

test('the hardware is described by models and kinds', async () => {
  const hardware = await describeHardware({ counters: [rapl, gpu('nvml:GPU-1', 0)], machine });
  expect(hardware).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    platform: 'linux',
    arch: 'x64',
    cpu: 'Xeon 1',
    cores: 4,
    gpus: ['NVIDIA H100'],
    counters: ['nvml-energy', 'rapl'],
  });
});

test('another card of the same model has the same fingerprint', async () => {
  const one = await describeHardware({ counters: [gpu('nvml:GPU-1', 0), rapl], machine });
  const other = await describeHardware({ counters: [rapl, gpu('nvml:GPU-2', 3)], machine });
  expect(other.fingerprint).toBe(one.fingerprint);
});

test('another model, another number of cards, or other counters change the fingerprint', async () => {
  const all = await Promise.all(
    [[gpu('a', 0)], [gpu('a', 0, 'NVIDIA A100')], [gpu('a', 0), gpu('b', 1)], [gpu('a', 0), rapl], []].map(
      (counters) => describeHardware({ counters, machine }),
    ),
  );
  expect(new Set(all.map((hardware) => hardware.fingerprint)).size).toBe(all.length);
});

test('this machine has a description of its own', async () => {
  const hardware = await describeHardware({ counters: [] });
  expect(hardware.platform).toBe(process.platform);
  expect(hardware.cores).toBeGreaterThan(0);
  expect(hardware.cpu).not.toBe('');
});
