import { expect, test } from 'vitest';
import { nvidiaDriverMayBeHere } from '../../../../src/energy/counters/nvml/driver.ts';

const machineWith = (path: string | null) => (asked: string) => asked === path;

test.each(['/dev/nvidiactl', '/proc/driver/nvidia/version', '/dev/dxg'])(
  'a driver that shows %s may be here',
  (path) => {
    expect(nvidiaDriverMayBeHere(machineWith(path), {})).toBe(true);
  },
);

test('a machine without any trace of a driver has none', () => {
  expect(nvidiaDriverMayBeHere(machineWith(null), {})).toBe(false);
});

test('a library in a directory of LD_LIBRARY_PATH is worth a look', () => {
  const env = { LD_LIBRARY_PATH: '/opt/cuda/lib:/usr/local/nvidia/lib64:' };
  expect(nvidiaDriverMayBeHere(machineWith('/usr/local/nvidia/lib64/libnvidia-ml.so.1'), env)).toBe(true);
  expect(nvidiaDriverMayBeHere(machineWith('/elsewhere/libnvidia-ml.so.1'), env)).toBe(false);
});
