import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { acquireHostLock } from '../src/energy/host-lock.ts';
import { scene } from './check-scene.ts';

const base = { powerW: 100, right: 3 };
const recording = { record: true, only: [] };

it('measured energy that rises fourfold fails, and energy that falls passes', async () => {
  const { run } = await scene();
  const first = await run({ models: { model: { powerW: 200 }, base } }, recording);
  expect(first.result).toMatchObject({ verdict: 'no-baseline', recorded: true, error: null });

  const worse = await run({ models: { model: { powerW: 800 }, base } });
  expect(worse.model.verdict).toBe('fail');
  expect(worse.model.head!.provenance).toBe('measured');
  expect(worse.model.change.energyPercent!.value).toBeGreaterThan(200);
  expect(worse.model.change.cegiPercent!.value).toBeGreaterThan(200);

  const better = await run({ models: { model: { powerW: 60 }, base } });
  expect(better.model.verdict).toBe('pass');
  expect(better.model.change.energyPercent!.high).toBeLessThan(0);
});

it('a reference that the default branch has measured is not run again for its score', async () => {
  const { run } = await scene();
  const first = await run({ models: { model: { powerW: 200 }, base } }, recording);
  expect(first.opened).toEqual(['base', 'model']);
  const second = await run({ models: { model: { powerW: 200 }, base } });
  expect(second.opened).toEqual(['model']);
  expect(second.model.reference!.score).toBe(first.model.reference!.score);
});

it('without a stored reference it is scored once, without rounds', async () => {
  const { run } = await scene();
  const { model, opened } = await run({ models: { model: { powerW: 200 }, base } });
  expect(opened).toEqual(['base', 'model']);
  expect(model.referenceMeasurement!.rounds).toEqual([]);
  expect(model.head!.gain).toMatchObject({ value: expect.any(Number) });
});

it('rounds go on while the interval reaches across the limit, and stop at the most', async () => {
  const { run } = await scene();
  const rounds = '{ min: 3, max: 9, min-seconds: 0 }';
  // Rounds beyond the baseline's would be compared with nothing.
  const nine = '{ min: 9, max: 9, min-seconds: 0 }';
  await run({ models: { model: { powerW: 200 }, base }, rounds: nine }, recording);
  // A limit about where the change is cannot be decided; one far from it is, at the first look.
  const rules = '{ cegi: off, score: off, emissions: +20% }';
  const unclear = await run({ models: { model: { powerW: 240 }, base }, rounds, rules });
  const clear = await run({ models: { model: { powerW: 1900 }, base }, rounds, rules });
  expect(clear.model.verdict).toBe('fail');
  expect(clear.model.measurement!.rounds).toHaveLength(3);
  expect(unclear.model.measurement!.rounds.length).toBeGreaterThan(3);
  expect(unclear.model.measurement!.rounds.length).toBeLessThanOrEqual(9);
});

it('rounds last as long as they must, however slow the first pass was', async () => {
  const { run } = await scene();
  const { model } = await run({
    models: { model: { powerW: 200, firstPassMs: 450 }, base },
    rounds: '{ min: 2, max: 2, min-seconds: 0.4 }',
  });
  for (const { durationS } of model.measurement!.rounds) expect(durationS).toBeGreaterThan(0.3);
});

it('a model that crashes in round 3 leaves two rounds, an error and no pass', async () => {
  const { run } = await scene();
  await run({ models: { model: { powerW: 200 }, base } }, recording);
  // The first pass warms up.
  const { result, model, results } = await run({ models: { model: { powerW: 200, failsAtPass: 4 }, base } });
  expect(model.measurement).toMatchObject({ status: 'partial', error: 'the simulated model crashed' });
  expect(model.measurement!.rounds).toHaveLength(2);
  expect(model.verdict).toBe('incomparable');
  expect(result).toMatchObject({ status: 'partial', error: 'model: the simulated model crashed' });
  // What was written after each round would have outlived a crash of the check itself.
  expect(results.map(({ models }) => models.at(-1)?.measurement?.rounds.length)).toEqual([1, 2, 2]);
});

it('a model on a GPU that no counter covers is incomparable, not free of energy', async () => {
  const { run } = await scene();
  const { model } = await run({ models: { model: { powerW: 200 }, base }, counters: [] });
  expect(model.verdict).toBe('incomparable');
  expect(model.head!.energyJPer1000Items).toBeNull();
  expect(model.reason).toContain('no counter covers');
});

it('idle power is measured with the model loaded, and what a round draws above it is shown', async () => {
  const { run } = await scene();
  const { model } = await run({ models: { model: { powerW: 200 }, base }, idleS: 0.3 });
  const { idle, rounds } = model.measurement!;
  expect(idle).toMatchObject({ provenance: 'measured' });
  expect(idle!.powerW).toBeGreaterThan(9);
  expect(idle!.powerW).toBeLessThan(11);
  for (const { energy, durationS } of rounds) {
    expect(energy.idleSubtractedJ).toBeCloseTo(energy.energyJ! - idle!.powerW * durationS, 9);
  }
  // What is shown beside is not what judges.
  const logs = rounds.map(({ energy, items }) => Math.log(energy.energyJ! / items));
  const grossJ = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  expect(model.head!.energyJPer1000Items!.value).toBeCloseTo(1000 * grossJ, 6);
});

it('a check waits until another one has measured this machine, and says whom it waits for', async () => {
  const { root, run } = await scene();
  const signal = new AbortController().signal;
  const path = join(root, 'lock');
  const other = await acquireHostLock({ path, holder: { what: 'another run' }, onWait: () => {}, signal });
  const lines: string[] = [];
  const state = () => {};
  const running = run(
    { models: { model: { powerW: 200 }, base } },
    { progress: { line: (line) => lines.push(line), state } },
  );
  await vi.waitFor(() => expect(lines.join('\n')).toContain('being measured by another run'), 10_000);
  expect(lines.some((line) => line.includes('loaded'))).toBe(false);
  other.release();
  const { result } = await running;
  expect(result.error).toBeNull();
});

it('a lock that is garbage stops a model with one clear error, and nothing is measured', async () => {
  const { root, run } = await scene();
  await writeFile(join(root, 'lock'), 'what is this');
  const { model, opened } = await run({ models: { model: { powerW: 200 }, base } });
  expect(opened).toEqual([]);
  expect(model.measurement!.error).toMatch(/lock is not a lock .* it is not JSON.* delete it: rm/s);
  expect(model.verdict).toBe('incomparable');
});

it('a check that is cancelled before it begins measures nothing and says so', async () => {
  const { run } = await scene();
  const { result } = await run(
    { models: { model: { powerW: 200 }, base } },
    { signal: AbortSignal.abort(new Error('ended by SIGINT')) },
  );
  expect(result).toMatchObject({ models: [], status: 'partial', error: 'the check was cancelled' });
});
