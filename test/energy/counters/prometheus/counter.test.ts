import { describe, expect, test } from 'vitest';
import type { RemoteCounter, Window } from '../../../../src/energy/counter.ts';
import { prometheusCounters } from '../../../../src/energy/counters/prometheus/prometheus.ts';
import { counterRecorder } from '../../../../src/energy/meter/counter-recorder.ts';
import { UserError } from '../../../../src/errors.ts';
import { type PowerTrace, traceEnergyJ } from '../../../simulators/power-trace.ts';
import {
  LeapingClock,
  type SimulatedPrometheus,
  type SimulatedSeries,
  type SimulationOptions,
  startPrometheus,
} from '../../../simulators/prometheus.ts';
import { dcgmSeries, raplSeries } from '../../../simulators/prometheus-exporters.ts';

const mJ = 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION';
const J = 'DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL';
const W = 'DCGM_FI_DEV_POWER_USAGE';

interface Scene {
  clock: LeapingClock;
  simulated: SimulatedPrometheus;
  counter: RemoteCounter;
}

async function scene(series: SimulatedSeries[], options: Partial<SimulationOptions> = {}): Promise<Scene> {
  const clock = new LeapingClock();
  const simulated = await startPrometheus({ clock, series, ...options });
  const { counters } = await prometheusCounters({ url: simulated.url, env: {}, clock, timeoutS: 0.5 });
  return { clock, simulated, counter: counters[0] as RemoteCounter };
}

/** A round of so many seconds, from now. */
async function round({ clock }: Scene, durationS = 200): Promise<Window> {
  const startS = clock.nowS();
  await clock.sleep(durationS);
  return { startS, endS: clock.nowS() };
}

async function messageFor(each: Scene, window: Window): Promise<string> {
  const error = await each.counter.samples(window).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message.replaceAll(each.simulated.url, 'URL');
}

/** A series that changes at a moment of the simulation's clock. */
function changing(
  series: SimulatedSeries,
  change: (value: number, atS: number) => number | null,
): SimulatedSeries {
  const value = series.value as (atS: number) => number;
  return { ...series, value: (atS) => change(value(atS), atS) };
}

describe('the samples of a window', () => {
  test('reach from the last before it to the first that was surely taken after it, in joules and on the clock of this machine', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    expect(window).toEqual({ startS: 5000, endS: 5200 });
    const samples = await each.counter.samples(window);
    const times = samples.map(({ atS }) => Number(atS.toFixed(3)));
    // Scrapes come at 3000 s and every 15 s from there.
    expect(times).toEqual([
      4995, 5010, 5025, 5040, 5055, 5070, 5085, 5100, 5115, 5130, 5145, 5160, 5175, 5190, 5205, 5220,
    ]);
    const [first, last] = [samples[0], samples.at(-1)];
    expect((last?.value ?? Number.NaN) - (first?.value ?? Number.NaN)).toBeCloseTo(300 * 225, 2);
  });

  test('are waited for until that is there', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    await each.counter.samples(window);
    expect(each.clock.nowS()).toBeGreaterThanOrEqual(5220);
    expect(each.clock.nowS()).toBeLessThan(5230);
  });

  test('are not waited for where they are there already', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    await each.clock.sleep(60);
    const nowS = each.clock.nowS();
    expect((await each.counter.samples(window)).at(-1)?.atS).toBeCloseTo(5220, 3);
    expect(each.clock.nowS()).toBe(nowS);
  });

  test.each([
    [mJ, 300 * 225],
    [J, 300 * 225],
  ] as const)('of %s are joules, whatever the unit in its name', async (metric, energyJ) => {
    const each = await scene([dcgmSeries(metric)]);
    const samples = await each.counter.samples(await round(each));
    expect((samples.at(-1)?.value ?? 0) - (samples[0]?.value ?? 0)).toBeCloseTo(energyJ, 0);
  });

  test('of a power are watts', async () => {
    const each = await scene([dcgmSeries(W)]);
    const samples = await each.counter.samples(await round(each));
    // A power is true of the moment, so that the first after the window is enough.
    expect(samples.at(-1)?.atS).toBeCloseTo(5205, 3);
    expect(new Set(samples.map(({ value }) => value))).toEqual(new Set([300]));
  });

  test('end with an update that surely came after it, where the exporter looks more seldom than it is scraped', async () => {
    const each = await scene([{ ...dcgmSeries(mJ), updatesEveryS: 60 }]);
    const samples = await each.counter.samples(await round(each, 630));
    expect(samples.at(-1)?.atS).toBeCloseTo(5700, 3);
    expect(samples.at(-1)?.value).toBeGreaterThan(samples.at(-2)?.value ?? Number.NaN);
  });

  test('are those of one GPU, though its pod changes and others share it', async () => {
    const pod = (name: string, fromS: number, toS: number) =>
      changing(dcgmSeries(mJ, { labels: { pod: name } }), (value, atS) =>
        atS >= fromS && atS < toS ? value : null,
      );
    const each = await scene([
      changing(dcgmSeries(mJ), (value, atS) => (atS < 5050 || atS >= 5120 ? value : null)),
      pod('a', 5050, 5120),
      pod('b', 5050, 5120),
      dcgmSeries(mJ, { gpu: '1', trace: { kind: 'constant', powerW: 900 } }),
    ]);
    const samples = await each.counter.samples(await round(each));
    expect(samples).toHaveLength(16);
    for (const [index, { atS, value }] of samples.entries()) {
      const before = samples[index - 1];
      if (before === undefined) continue;
      expect(value - before.value).toBeCloseTo(300 * (atS - before.atS), 1);
    }
  });
});

describe('the clock of the server', () => {
  test.each([0, -7200.25, 3_000_000])('may be %d s away from 1970, and moves no sample', async (offsetS) => {
    const each = await scene([dcgmSeries(mJ)], { offsetS: 10_000 + offsetS });
    const samples = await each.counter.samples(await round(each));
    expect(samples[0]?.atS).toBeCloseTo(4995, 2);
  });

  test('that drifts a little is followed', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    each.simulated.offsetS += 0.5;
    expect((await each.counter.samples(window))[0]?.atS).toBeCloseTo(4995, 2);
  });

  test('that was set during a round leaves it unknown', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    each.simulated.offsetS += 60;
    expect(await messageFor(each, window)).toBe(
      "the clock of the server moved by 60 s against this machine's: let both be kept by NTP, and run the check again",
    );
  });

  test('that cannot be told to a scrape leaves the round unknown', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    each.simulated.fault = (query) => (query === 'time()' ? { kind: 'late', seconds: 40 } : null);
    expect(await messageFor(each, window)).toBe(
      'the server takes so long to answer that its clock is only known to 20 s, and it scrapes every 15 s',
    );
  });
});

describe('a round is unknown, with the reason', () => {
  test('where it is too short for the scrapes', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    expect(await messageFor(each, await round(each, 100))).toBe(
      'a round of 100 s is too short for values that come every 15 s: let it last 150 s (rounds.min-seconds), or scrape more often',
    );
    await expect(each.counter.samples(await round(each, 150))).resolves.toHaveLength(12);
  });

  test('where the exporter was away for a while', async () => {
    const each = await scene([dcgmSeries(mJ)], { scraped: (atS) => atS < 5040 || atS > 5100 });
    expect(await messageFor(each, await round(each))).toBe(
      'nothing was recorded for 90 s of the round, and every 15 s before: was the exporter, or Prometheus, restarted?',
    );
  });

  test('but one scrape that failed is no harm', async () => {
    const each = await scene([dcgmSeries(mJ)], { scraped: (atS) => Math.round(atS) !== 5100 });
    expect(await each.counter.samples(await round(each))).toHaveLength(15);
  });

  test('where nothing was recorded when it started', async () => {
    const each = await scene([dcgmSeries(mJ)], { scraped: (atS) => atS < 5001 || atS > 5300 });
    await each.clock.sleep(250);
    expect(await messageFor(each, await round(each))).toBe(
      'nothing was recorded until 60 s after the round started: was the exporter, or Prometheus, restarted?',
    );
  });

  test('where nothing was recorded after it ended', async () => {
    const each = await scene([dcgmSeries(mJ)], { scraped: (atS) => atS < 5180 });
    expect(await messageFor(each, await round(each))).toMatch(
      /^nothing was recorded in the \d+ s up to now, \d+ s after the round's end: look at the target of this exporter on the status page of Prometheus$/,
    );
  });

  test('where nothing was recorded of it at all', async () => {
    const each = await scene([dcgmSeries(mJ)], { scraped: (atS) => atS < 5001 });
    await each.clock.sleep(1000);
    expect(await messageFor(each, await round(each))).toMatch(
      /^nothing is recorded of the round, \d+ s after its end: look at the target/,
    );
  });

  test('where the counter stands still after it', async () => {
    const stands = changing(dcgmSeries(mJ), (value, atS) => (atS < 5190 ? value : 1_700_000_000));
    const each = await scene([stands]);
    expect(await messageFor(each, await round(each))).toMatch(
      /^its value did not change in the \d+ s after the round's end:/,
    );
  });

  test('where the exporter was upgraded in it, from millijoules to joules', async () => {
    const each = await scene([
      changing(dcgmSeries(mJ), (value, atS) => (atS < 5100 ? value : null)),
      changing(dcgmSeries(J), (value, atS) => (atS >= 5100 ? value : null)),
      dcgmSeries(W),
    ]);
    expect(await messageFor(each, await round(each))).toMatch(
      /: the exporter now gives DCGM_FI_DEV_GPU_ENERGY_JOULES_TOTAL, after an upgrade perhaps: run the check again$/,
    );
  });

  test('where the server scrapes more seldom than when the check began', async () => {
    const each = await scene([dcgmSeries(mJ)], {
      scraped: (atS) => atS < 5001 || Math.round(atS - 3000) % 30 === 0,
    });
    expect(await messageFor(each, await round(each, 400))).toBe(
      'it is scraped every 30 s, and was every 15 s when the check began: run the check again',
    );
  });

  test('where the server holds no number for a moment of it', async () => {
    const each = await scene([
      changing(dcgmSeries(mJ), (value, atS) => (Math.round(atS) === 5100 ? Number.NaN : value)),
    ]);
    expect(await messageFor(each, await round(each))).toBe(
      `the server holds no number for ${new Date((1_700_000_000 + 5100) * 1000).toISOString()}: look at the exporter's own log`,
    );
  });

  test('where the server holds a negative number', async () => {
    const each = await scene([
      changing(dcgmSeries(W), (value, atS) => (Math.round(atS) === 5100 ? -1 : value)),
    ]);
    expect(await messageFor(each, await round(each))).toContain('the server holds a negative number for ');
  });

  test.each([
    [
      { kind: 'status', status: 503 },
      'URL cannot answer now: look at its own log, and run the check again (HTTP 503).',
    ],
    [{ kind: 'truncated' }, 'URL answers with what is no JSON, or only half of it'],
    [{ kind: 'reset' }, 'The connection to URL failed'],
  ] as const)('where the server fails for longer than is waited: %o', async (fault, text) => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    each.simulated.fault = fault;
    expect(await messageFor(each, window)).toContain(text);
    expect(each.clock.nowS()).toBeGreaterThan(window.endS + 60);
  });

  test.each([
    [{ kind: 'status', status: 401 }, 'URL asks who is there'],
    [{ kind: 'status', status: 403 }, 'URL forbids the query'],
    [{ kind: 'status', status: 404 }, 'URL has no query API'],
    [{ kind: 'status', status: 422 }, 'URL cannot carry out the query'],
    [{ kind: 'body', body: '<html>' }, 'URL answers with a web page'],
  ] as const)('at once where waiting would not help: %o', async (fault, text) => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    each.simulated.fault = fault;
    expect(await messageFor(each, window)).toContain(text);
    expect(each.clock.nowS()).toBe(window.endS);
  });

  test('where the server is too slow', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    await each.clock.sleep(60);
    each.simulated.fault = { kind: 'slow', seconds: 30 };
    expect(await messageFor(each, window)).toBe(
      'URL did not answer in 0.5 s: check that this machine may reach it, or raise energy.prometheus.timeout-seconds.',
    );
  });

  test('where the server has gone', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    await each.simulated.close();
    expect(await messageFor(each, window)).toBe(
      'URL refuses the connection: check that Prometheus runs there, and the port in energy.prometheus.url.',
    );
  });

  test('but a server that fails once is asked again', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    const window = await round(each);
    let asked = 0;
    each.simulated.fault = () => {
      asked += 1;
      return asked === 1 ? { kind: 'status', status: 503 } : null;
    };
    await expect(each.counter.samples(window)).resolves.toHaveLength(16);
  });
});

describe('a meter of remote counters', () => {
  const traces: [string, PowerTrace][] = [
    ['constant', { kind: 'constant', powerW: 350 }],
    ['square', { kind: 'square', highW: 650, lowW: 80, periodS: 40 }],
    ['ramp', { kind: 'ramp', fromW: 60, toW: 700, periodS: 90 }],
    ['bursts', { kind: 'bursts', seed: 7, idleW: 70, peakW: 680, slotS: 20 }],
  ];

  async function metered(each: Scene, durationS: number) {
    const recorder = counterRecorder({ counters: [each.counter], clock: each.clock });
    await recorder.begin();
    const window = await round(each, durationS);
    const [outcome] = await recorder.end(window);
    return { window, outcome };
  }

  test.each(traces)(
    'knows the energy of a %s load to its uncertainty, from an energy counter',
    async (_, trace) => {
      for (const metric of [mJ, J] as const) {
        const each = await scene([dcgmSeries(metric, { trace })], { jitterS: 1, offsetS: 1_600_000_000.5 });
        const { window, outcome } = await metered(each, 300);
        if (outcome?.energyJ == null) throw new Error(`unknown: ${outcome?.reason}`);
        const trueJ = traceEnergyJ(trace, window.startS, window.endS);
        // A millisecond, to which the server's clock is told, is less than a joule.
        expect(Math.abs(outcome.energyJ - trueJ)).toBeLessThanOrEqual(outcome.uncertaintyJ + 3);
        expect(Math.abs(outcome.energyJ - trueJ) / trueJ).toBeLessThan(0.12);
      }
    },
  );

  test('knows the energy of a constant load to a percent, from power', async () => {
    const trace: PowerTrace = { kind: 'constant', powerW: 350 };
    const each = await scene([dcgmSeries(W, { trace })], { jitterS: 1 });
    const { window, outcome } = await metered(each, 300);
    if (outcome?.energyJ == null) throw new Error(`unknown: ${outcome?.reason}`);
    expect(outcome.energyJ / traceEnergyJ(trace, window.startS, window.endS)).toBeCloseTo(1, 2);
  });

  test('gives no energy for a round in which the counter was reset', async () => {
    const reset = changing(dcgmSeries(mJ), (value, atS) => (atS < 5100 ? value : (atS - 5100) * 300_000));
    const { outcome } = await metered(await scene([reset]), 200);
    expect(outcome).toEqual({ energyJ: null, reason: expect.stringContaining('the counter was reset') });
  });

  test('gives no energy for a round in which a RAPL zone wrapped', async () => {
    const wrapping = changing(raplSeries('package'), (value) => value % 262_143.32885);
    const each = await scene([wrapping]);
    const { outcome } = await metered(each, 2700);
    expect(outcome?.energyJ).toBeNull();
  });

  test('gives no energy for a round that failed, and that of the next', async () => {
    const each = await scene([dcgmSeries(mJ)]);
    each.simulated.fault = { kind: 'status', status: 403 };
    const failed = await metered(each, 200);
    expect(failed.outcome).toEqual({
      energyJ: null,
      reason: expect.stringContaining('forbids the query'),
    });
    each.simulated.fault = null;
    expect((await metered(each, 200)).outcome?.energyJ).toBeCloseTo(200 * 300, -1);
  });
});
