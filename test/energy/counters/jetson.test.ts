import { expect, test } from 'vitest';
import { jetsonCounters } from '../../../src/energy/counters/jetson.ts';
import { jetsonSensor, sysfsTree } from '../../simulators/sysfs.ts';

const orinNano = jetsonSensor('1-0040', [
  { label: 'VDD_IN', volts: 5.04, amperes: 1.5 },
  { label: 'VDD_CPU_GPU_CV', volts: 5.04, amperes: 0.5 },
  { label: 'VDD_SOC', volts: 5.04, amperes: 0.25 },
]);
const agxOrin = {
  ...jetsonSensor('1-0040', [
    { label: 'VDD_GPU_SOC', volts: 19, amperes: 1 },
    { label: 'VDD_CPU_CV', volts: 19, amperes: 0.5 },
    { label: 'VIN_SYS_5V0', volts: 5, amperes: 1 },
  ]),
  ...jetsonSensor('1-0041', [null, { label: 'VDDQ_VDD2_1V8AO', volts: 5, amperes: 0.2 }, null]),
};

test('a rail’s power is its volts by its amperes', async () => {
  const { counters, unavailable } = jetsonCounters(await sysfsTree(orinNano));
  expect(unavailable).toEqual([]);
  expect(counters[0]).toMatchObject({
    id: 'jetson:VDD_IN',
    kind: 'jetson-power',
    domain: 'board',
    provenance: 'integrated',
    reading: 'powerW',
  });
  expect(counters[0]?.read()).toBeCloseTo(7.56, 9);
});

test('an input rail includes the others', async () => {
  const { counters } = jetsonCounters(await sysfsTree(orinNano));
  expect(counters.map(({ includes }) => includes)).toEqual([
    ['jetson:VDD_CPU_GPU_CV', 'jetson:VDD_SOC'],
    [],
    [],
  ]);
});

test('a carrier’s input includes the module’s, not the other way round', async () => {
  const tree = await sysfsTree({
    ...jetsonSensor('0-0041', [{ label: 'VDD_IN', volts: 19, amperes: 1 }]),
    ...jetsonSensor('0-0042', [{ label: 'VDD_MUX', volts: 19, amperes: 2 }]),
  });
  const { counters } = jetsonCounters(tree);
  expect(counters.map(({ id, includes }) => [id, includes])).toEqual([
    ['jetson:VDD_IN', []],
    ['jetson:VDD_MUX', ['jetson:VDD_IN']],
  ]);
});

test('the rails of a module without input rail stand side by side, but for the memory behind 5 V', async () => {
  const { counters } = jetsonCounters(await sysfsTree(agxOrin));
  expect(counters.map(({ id, includes }) => [id, includes])).toEqual([
    ['jetson:VDD_GPU_SOC', []],
    ['jetson:VDD_CPU_CV', []],
    ['jetson:VIN_SYS_5V0', ['jetson:VDDQ_VDD2_1V8AO']],
    ['jetson:VDDQ_VDD2_1V8AO', []],
  ]);
});

test('the layout of older kernels is read in milliwatts', async () => {
  const tree = await sysfsTree({
    'ina3221x/6-0040/iio:device0/rail_name_0': 'POM_5V_IN',
    'ina3221x/6-0040/iio:device0/in_power0_input': 2875,
    'ina3221x/6-0040/iio:device0/rail_name_1': 'POM_5V_GPU',
    'ina3221x/6-0040/iio:device0/in_power1_input': 400,
  });
  await tree.link('ina3221x/6-0040/iio_device', 'ina3221x/6-0040/iio:device0');
  const { counters, unavailable } = jetsonCounters(tree);
  expect(unavailable).toEqual([]);
  expect(counters.map(({ id, includes }) => [id, includes])).toEqual([
    ['jetson:POM_5V_IN', ['jetson:POM_5V_GPU']],
    ['jetson:POM_5V_GPU', []],
  ]);
  expect(counters[0]?.read()).toBe(2.875);
});

test('a rail of which nothing is known is not counted', async () => {
  const tree = await sysfsTree(jetsonSensor('1-0040', [{ label: 'constructor', volts: 5, amperes: 1 }]));
  const { counters, unavailable } = jetsonCounters(tree);
  expect(counters).toEqual([]);
  expect(unavailable).toEqual([
    { id: 'jetson:constructor', reason: 'it is not known which other rails it feeds', fix: null },
  ]);
});

test('a rail that may not be read is unavailable, with the command that changes it', async () => {
  const tree = await sysfsTree(orinNano);
  tree.fail('curr1_input', 'EACCES');
  expect(jetsonCounters(tree).unavailable).toMatchObject([
    { id: 'jetson:VDD_IN', fix: expect.stringMatching(/^run `sudo chmod a\+r \S*curr1_input`$/) },
  ]);
});

test('a sensor that does not answer throws in words', async () => {
  const tree = await sysfsTree(orinNano);
  const { counters } = jetsonCounters(tree);
  tree.fail('in1_input', 'EIO');
  expect(() => counters[0]?.read()).toThrow(/in1_input: the device does not answer$/);
});
