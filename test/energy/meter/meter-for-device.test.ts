import { describe, expect, it } from 'vitest';
import type { LocalCounter } from '../../../src/energy/counter.ts';
import { counterRecorder } from '../../../src/energy/meter/counter-recorder.ts';
import { meterForDevice } from '../../../src/energy/meter/meter-for-device.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { energyCounter } from '../../simulators/counter.ts';

async function measured(
  device: string,
  domains: LocalCounter['domain'][],
  unseen = false,
  more: Partial<LocalCounter> = {},
) {
  const clock = new SimulatedClock();
  const counters = domains.map((domain, i) => ({
    ...energyCounter({ clock, powerW: 100, domain, id: `simulated:${i}`, covers: domain }),
    ...more,
  }));
  const estimate = { idleW: 10, busyWPerCore: 5 };
  const { meter, shortestRoundS, note } = meterForDevice(
    { device, unseen },
    {
      recorder: counterRecorder({ counters, clock }),
      estimate,
      clock,
    },
  );
  const { energy } = await clock.drive(
    meter.measure(async () => {
      await clock.sleep(10);
      return { cpuTimeS: 4 };
    }),
  );
  return { energy, shortestRoundS, note };
}

describe('a device', () => {
  it.each([
    ['cpu', 'cpu'],
    ['cuda', 'gpu'],
    ['webgpu', 'gpu'],
    ['cuda', 'module'],
    ['cpu', 'wall'],
  ] as const)('%s is measured by a counter of domain %s', async (device, domain) => {
    const { energy, note, shortestRoundS } = await measured(device, [domain]);
    expect(energy.provenance).toBe('measured');
    expect(energy.energyJ).toBeGreaterThan(900);
    expect(shortestRoundS).toBeCloseTo(10);
    expect(note).toBeNull();
  });

  it('on the CPU is estimated where only a GPU can be read, not charged with what the GPU idles', async () => {
    const { energy, note, shortestRoundS } = await measured('cpu', ['gpu']);
    expect(energy).toMatchObject({ provenance: 'estimated', energyJ: 10 * 10 + 5 * 4 });
    expect(note).toContain('no counter covers that');
    expect(shortestRoundS).toBe(0);
  });

  it.each([
    ["another maker's GPU", 'gpu', { id: 'hwmon:amdgpu-0', kind: 'hwmon-power' }],
    ["another maker's card", 'gpu', { id: 'amd-smi:0', kind: 'amd-smi-energy' }],
    ['the platform of a CPU', 'board', { id: 'rapl:psys', kind: 'rapl' }],
  ] as const)('that runs CUDA is not charged with %s', async (_, domain, counter) => {
    const { energy, note } = await measured('cuda', [domain], false, counter);
    expect(energy).toMatchObject({ energyJ: null, provenance: 'unavailable' });
    expect(note).toContain(counter.id);
  });

  it("is measured by AMD's counter where it is none of CUDA's", async () => {
    const { energy } = await measured('gpu', ['gpu'], false, { id: 'amd-smi:0', kind: 'amd-smi-energy' });
    expect(energy.provenance).toBe('measured');
  });

  it.each([
    ['only a CPU can be read', ['cpu', 'dram'] as const],
    ['nothing can be read', [] as const],
  ])('on a GPU has an unknown energy where %s', async (_, domains) => {
    const { energy } = await measured('cuda', [...domains]);
    expect(energy).toMatchObject({ energyJ: null, provenance: 'unavailable' });
    expect(energy.reason).toContain('no counter covers that');
    expect(energy.readings.every(({ counted }) => !counted)).toBe(true);
  });
});
