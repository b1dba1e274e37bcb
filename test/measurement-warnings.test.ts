import { expect, test } from 'vitest';
import type { Conditions, Measurement } from '../src/measurement/measurement.ts';
import { warningsOf } from '../src/measurement-warnings.ts';
import { simulatedMeasurement } from './simulators/measurement.ts';

const counter = 'nvml:GPU-1';
type Device = Conditions['rounds'][number];
const cpu = { temperatureC: 55, throttledTimes: 0, governors: ['performance'] };
const device = (changes: Partial<Device> = {}): Device => ({
  counter,
  temperatureC: 60,
  throttled: [],
  processes: [],
  ...changes,
});
const warnings = (changes: Partial<Measurement>) =>
  warningsOf({ ...simulatedMeasurement(), model: 'caption', ...changes });
const [stranger, model, late] = [
  { pid: 10, name: 'python' },
  { pid: 20, name: 'node' },
  { pid: 30, name: null },
];

test('a quiet, cool device alone with its model warns of nothing', () => {
  const conditions = {
    before: [device()],
    loaded: [device({ processes: [model] })],
    rounds: [device({ processes: [model] })],
    cpu,
  };
  expect(warnings({ conditions })).toEqual([]);
});

test('a process that was there before the model is a stranger, and so is one that came after it was loaded', () => {
  const conditions = {
    before: [device({ processes: [stranger] })],
    loaded: [device({ processes: [stranger, model] })],
    rounds: [device({ processes: [stranger, model, late] })],
    cpu,
  };
  expect(warnings({ conditions })).toEqual([
    'While caption was measured, others used nvml:GPU-1 too: python (10), process 30. Their energy is in its figures.',
  ]);
});

test('a stranger that left before the rounds changed nothing', () => {
  const conditions = {
    before: [device({ processes: [stranger] })],
    loaded: [device({ processes: [model] })],
    rounds: [device({ processes: [model] })],
    cpu,
  };
  expect(warnings({ conditions })).toEqual([]);
});

test('a driver that does not tell processes accuses nobody', () => {
  const unknown = [device({ processes: null })];
  expect(warnings({ conditions: { before: unknown, loaded: unknown, rounds: unknown, cpu } })).toEqual([]);
});

test('clocks that were held down are named with the heat', () => {
  const conditions = {
    before: [device()],
    loaded: [device()],
    rounds: [device({ temperatureC: 88, throttled: ['power limit', 'too hot'] })],
    cpu,
  };
  expect(warnings({ conditions })).toEqual([
    'While caption was measured, the clocks of nvml:GPU-1 were held down at up to 88 °C: power limit, too hot.',
  ]);
});

test('rounds whose counter contradicts its own power are named', () => {
  const measurement = simulatedMeasurement();
  const reading = {
    domain: 'gpu',
    provenance: 'measured',
    energyJ: 5,
    uncertaintyJ: 4,
    counted: true,
  } as const;
  const round = (agrees: boolean) => ({
    ...measurement.rounds[0]!,
    energy: {
      ...measurement.rounds[0]!.energy,
      readings: [{ ...reading, counter, crossCheck: { integratedJ: 1, allowedJ: 2, agrees } }],
    },
  });
  expect(warnings({ rounds: [round(true), round(false), round(false)] })).toEqual([
    'In round 2, 3 of caption, the energy of nvml:GPU-1 and the integral of its power disagree; the uncertainty was widened to hold both.',
  ]);
});

test('heat that held the CPU down, and other work beside the idle model, are named', () => {
  const conditions = { before: [], loaded: [], rounds: [], cpu: { ...cpu, throttledTimes: 3 } };
  const idle = {
    powerW: 60,
    uncertaintyW: 1,
    durationS: 5,
    provenance: 'measured',
    busyCores: 1.74,
  } as const;
  expect(warnings({ conditions, idle })).toEqual([
    'While caption was loaded and idle, other work kept 1.7 cores of the machine busy.',
    "While caption was measured, heat held the CPU's clocks down 3 times.",
  ]);
  expect(warnings({ idle: { ...idle, busyCores: 0.1 } })).toEqual([]);
});

test('what a task says of its scores is passed on', () => {
  expect(warnings({ notes: ['2 of 3 gold queries give no rows.'] })).toEqual([
    '2 of 3 gold queries give no rows.',
  ]);
});
