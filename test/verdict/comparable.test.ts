import { expect, test } from 'vitest';
import type { Measurement } from '../../src/measurement/measurement.ts';
import { differences } from '../../src/verdict/comparable.ts';
import { simulatedMeasurement } from '../simulators/measurement.ts';

function setUp(settings: Record<string, string>, fingerprint = '0123456789abcdef'): Measurement {
  const measurement = simulatedMeasurement();
  return { ...measurement, hardware: { ...measurement.hardware, settings, fingerprint } };
}

test('measurements of machines that are set up the same do not differ', () => {
  const settings = { 'NVIDIA driver': '550.54.15', 'power limit of NVIDIA L4': '72 W' };
  const reversed = Object.fromEntries(Object.entries(settings).reverse());
  expect(differences(setUp(settings), setUp(reversed))).toEqual([]);
});

test('each setting that differs is named, with both values', () => {
  const head = setUp(
    { 'CPU governor': 'powersave', NVML: '12.1', 'power limit of NVIDIA L4': '60 W, 72 W' },
    'f'.repeat(16),
  );
  const baseline = setUp({ 'CPU governor': 'performance', NVML: '12.1', 'power limit of NVIDIA L4': '72 W' });
  expect(differences(head, baseline)).toEqual([
    { what: 'CPU governor', baseline: 'performance', head: 'powersave' },
    { what: 'power limit of NVIDIA L4', baseline: '72 W', head: '60 W, 72 W' },
  ]);
});

test('a setting that only one side tells differs', () => {
  expect(differences(setUp({ 'ECC mode of NVIDIA L4': 'on' }), setUp({}))).toEqual([
    { what: 'ECC mode of NVIDIA L4', baseline: 'not told', head: 'on' },
  ]);
  expect(differences(setUp({}), setUp({ 'ECC mode of NVIDIA L4': 'on' }))).toEqual([
    { what: 'ECC mode of NVIDIA L4', baseline: 'on', head: 'not told' },
  ]);
});

test.each(['constructor', 'toString', '__proto__'])('a setting called %s is like any other', (key) => {
  const settings = JSON.parse(`{"${key}": "on"}`);
  expect(differences(setUp(settings), setUp({}))).toEqual([{ what: key, baseline: 'not told', head: 'on' }]);
  const head = simulatedMeasurement();
  head.task.settings = JSON.parse(`{"${key}": true, "max-new-tokens": 64}`);
  expect(differences(head, simulatedMeasurement())).toEqual([{ what: key, baseline: 'null', head: 'true' }]);
});

test('another version of the meter differs', () => {
  expect(differences(setUp({ 'meter version': '2' }), setUp({ 'meter version': '1' }))).toEqual([
    { what: 'meter version', baseline: '1', head: '2' },
  ]);
});

test('a fingerprint that differs while nothing else does, as in a record edited by hand, is named', () => {
  expect(differences(setUp({}, 'f'.repeat(16)), setUp({}))).toEqual([
    { what: 'hardware', baseline: '0123456789abcdef', head: 'f'.repeat(16) },
  ]);
});

test('a counter that is missing is a difference, whatever the others are called', () => {
  const counted = (...counters: [id: string, domain: 'cpu' | 'dram' | 'gpu', counted?: boolean][]) => {
    const measurement = simulatedMeasurement();
    for (const { energy } of measurement.rounds) {
      energy.readings = counters.map(([counter, domain, isCounted = true]) => ({
        counter,
        domain,
        provenance: 'measured',
        energyJ: 50,
        uncertaintyJ: 0,
        counted: isCounted,
      }));
    }
    return measurement;
  };
  const whole = counted(['rapl:package-0', 'cpu'], ['rapl:package-1', 'cpu'], ['rapl:dram-0', 'dram']);
  expect(differences(counted(['rapl:package-1', 'cpu'], ['rapl:dram-0', 'dram']), whole)).toEqual([
    {
      what: 'what the energy is of',
      baseline: '2 × rapl (cpu) + rapl (dram)',
      head: 'rapl (cpu) + rapl (dram)',
    },
  ]);
  // Another card of the same kind is as good, and what is only shown is no part of it.
  expect(
    differences(counted(['nvml:GPU-1', 'gpu']), counted(['nvml:GPU-2', 'gpu'], ['rapl:core', 'cpu', false])),
  ).toEqual([]);
});

test('a round whose energy is not known takes nothing from those where it is', () => {
  const whole = simulatedMeasurement({ roundsJ: [100, 101, 99, 100] });
  const holed = simulatedMeasurement({ roundsJ: [100, null, 99, 100] });
  expect(differences(holed, whole)).toEqual([]);
  expect(differences(simulatedMeasurement({ roundsJ: [null, null] }), whole)[0]).toMatchObject({
    what: 'provenance of the energy',
    head: 'unavailable',
  });
});
