import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/energy/clock.ts';
import { openCount, parseCount, readText } from '../../../src/energy/counters/sysfs.ts';
import { SimulatedClock } from '../../simulators/clock.ts';
import { playing, playingOnDisk, sysfsTree } from '../../simulators/sysfs.ts';

async function open(text: string | number) {
  const tree = await sysfsTree({ energy_uj: text });
  const path = join(tree.root, 'energy_uj');
  const file = openCount(path, readText);
  onTestFinished(() => file.close());
  return { tree, path, file };
}

test('a file that is kept open shows each new value', async () => {
  const { tree, file } = await open(123);
  expect(file.read()).toBe(123);
  await tree.write('energy_uj', 4567);
  expect(file.read()).toBe(4567);
  await tree.write('energy_uj', 8);
  expect(file.read()).toBe(8);
});

test('what is closed is opened again by the next read', async () => {
  const { tree, path, file } = await open(1);
  expect(file.read()).toBe(1);
  await tree.write('new', 2);
  await rename(join(tree.root, 'new'), path);
  file.close();
  file.close();
  expect(file.read()).toBe(2);
});

test('a file that is not there throws in words, and is found when it comes', async () => {
  const { tree, path, file } = await open(1);
  await rm(path);
  expect(() => file.read()).toThrow(`${path}: no such file`);
  await tree.write('energy_uj', 3);
  expect(file.read()).toBe(3);
});

test('what is no number is told, without its control characters', async () => {
  const { path, file } = await open('\u001b[31mno\u0000');
  expect(() => file.read()).toThrow(`${path} holds "\\u001b[31mno\\u0000", not a number`);
});

test('numbers are read as they are written, to the last digit that a number holds', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }), (count) => {
      expect(parseCount(`${count}\n`)).toBe(Number(count));
    }),
  );
});

test('nothing but digits is a number', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('0', '9', ' ', '\n', 'x', '-', '.') }), (text) => {
      const digits = /^\d{1,19}$/.test(text.trim());
      expect(parseCount(text) !== null).toBe(digits);
    }),
  );
});

test('a played file counts the energy of its trace, in its own steps, and wraps', async () => {
  const clock = new SimulatedClock();
  const startS = clock.nowS();
  const file = {
    file: 'energy_uj',
    powerW: () => 100,
    updatePeriodS: 0.05,
    startUj: 900,
    rangeUj: 6_000_000,
  };
  const tree = playing(await sysfsTree(), [file], clock);
  const read = () => Number(tree.read(join(tree.root, 'energy_uj')));
  expect(read()).toBe(900);
  clock.freeze(0.049);
  expect(read()).toBe(900);
  clock.freeze(0.001);
  expect(read()).toBe(5_000_900);
  clock.freeze(0.05);
  expect(read()).toBe(4_000_900);
  expect(clock.nowS() - startS).toBeCloseTo(0.1);
});

test('played faults show as their hardware shows them', async () => {
  const clock = new SimulatedClock();
  const at = (inS: number) => clock.nowS() + inS;
  const faults = [
    { kind: 'stall', fromS: at(1), toS: at(2) },
    { kind: 'glitch', fromS: at(3), toS: at(4), byUj: 5000 },
    { kind: 'fail', fromS: at(5), toS: at(6), code: 'EACCES' },
    { kind: 'reset', atS: at(7) },
    { kind: 'vanish', atS: at(9) },
  ] as const;
  const file = { file: 'energy_uj', powerW: () => 1, updatePeriodS: 0.1, faults };
  const tree = playing(await sysfsTree(), [file], clock);
  const counter = openCount(join(tree.root, 'energy_uj'), tree.read);
  const after = (seconds: number) => {
    clock.freeze(seconds);
    return counter.read();
  };
  expect(after(1.5)).toBe(1_000_000);
  expect(after(1)).toBe(2_500_000);
  expect(after(1)).toBe(3_495_000);
  expect(after(1)).toBe(4_500_000);
  expect(() => after(1)).toThrow(/permission denied$/);
  expect(after(1)).toBe(6_500_000);
  expect(after(1)).toBe(500_000);
  expect(() => after(2)).toThrow(/no such file$/);
});

test('files played on disk go on under a reader that holds them open', async () => {
  const tree = await sysfsTree();
  await playingOnDisk(tree, [{ file: 'energy_uj', powerW: () => 1000, startUj: 5_000_000 }]);
  const file = openCount(join(tree.root, 'energy_uj'));
  onTestFinished(() => file.close());
  const beforeUj = file.read();
  expect(beforeUj).toBeGreaterThanOrEqual(5_000_000);
  const untilS = systemClock.nowS() + 10;
  while (file.read() < beforeUj + 10_000 && systemClock.nowS() < untilS) await systemClock.sleep(0.002);
  expect(file.read()).toBeGreaterThanOrEqual(beforeUj + 10_000);
});

test('a file whose driver is gone is opened once more, where a new one may be', async () => {
  const { tree, path, file } = await open(1);
  // A file of a process that has ended fails under those who hold it open, as one of a driver does.
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  await rm(path);
  await symlink(`/proc/${child.pid}/oom_score`, path);
  expect(file.read()).toBeGreaterThanOrEqual(0);
  child.kill('SIGKILL');
  await ended;
  await rm(path);
  await tree.write('energy_uj', 7);
  expect(file.read()).toBe(7);
});
