import { expect, test } from 'vitest';
import type { CpuConditions } from '../src/energy/counters/cpu-conditions.ts';
import type { CounterConditions } from '../src/energy/meter/recorder.ts';
import { watchConditions } from '../src/watch-conditions.ts';

const gpu = (changes: Partial<CounterConditions>): CounterConditions => ({
  counter: 'gpu',
  temperatureC: 50,
  throttled: [],
  processes: [],
  ...changes,
});
const cpu = (changes: Partial<CpuConditions>): CpuConditions => ({
  temperatureC: null,
  throttled: { core: null, package: null },
  governors: null,
  load: null,
  ...changes,
});

/** Answers with one after the other. */
function source(devices: CounterConditions[][], cpus: CpuConditions[]) {
  return { devices: async () => devices.shift()!, cpu: () => cpus.shift()! };
}

test('rounds keep the worst that any of them saw', async () => {
  const watch = await watchConditions(
    source(
      [
        [gpu({ temperatureC: 40 })],
        [gpu({ processes: [{ pid: 1, name: 'model' }] })],
        [gpu({ temperatureC: 81, throttled: ['power limit'], processes: [{ pid: 1, name: 'model' }] })],
        [gpu({ temperatureC: 79, throttled: ['too hot'], processes: [{ pid: 2, name: null }] })],
      ],
      [cpu({}), cpu({}), cpu({ temperatureC: 70 }), cpu({ temperatureC: 65 })],
    ),
  );
  await watch.loaded();
  await watch.afterRound();
  const { before, loaded, rounds, cpu: cpus } = await watch.afterRound();
  expect(before).toEqual([gpu({ temperatureC: 40 })]);
  expect(loaded).toEqual([gpu({ processes: [{ pid: 1, name: 'model' }] })]);
  expect(rounds).toEqual([
    {
      counter: 'gpu',
      temperatureC: 81,
      throttled: ['power limit', 'too hot'],
      processes: [
        { pid: 1, name: 'model' },
        { pid: 2, name: null },
      ],
    },
  ]);
  expect(cpus.temperatureC).toBe(70);
});

test.each([
  ['of packages, since the model was loaded', { core: 9, package: 5 }, { core: 30, package: 7 }, 2],
  ['of cores, where packages do not tell', { core: 9, package: null }, { core: 30, package: null }, 21],
  ['unknown, where nothing tells', { core: null, package: null }, { core: null, package: null }, null],
])('throttling by heat is counted %s', async (_, earlier, later, expected) => {
  const cpus = [
    cpu({ throttled: { core: 0, package: 0 } }),
    cpu({ throttled: earlier }),
    cpu({ throttled: later }),
  ];
  const watch = await watchConditions(source([[], [], []], cpus));
  await watch.loaded();
  expect((await watch.afterRound()).cpu.throttledTimes).toBe(expected);
});
