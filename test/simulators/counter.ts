import type { LocalCounter } from '../../src/energy/counter.ts';
import type { SimulatedClock } from './clock.ts';

interface Source extends Partial<LocalCounter> {
  clock: SimulatedClock;
  /** What the hardware draws, at a time of the clock. */
  powerW: number | ((atS: number) => number);
  /** Changes what a read sees, or throws in its place. */
  fault?: (value: number, atS: number) => number;
}

/** An energy counter that updates every `updatePeriodS`, wraps, and counts from `originJ` at the clock's start. */
export function energyCounter(source: Source & { originJ?: number }): LocalCounter {
  const { clock, powerW, fault = (value) => value, originJ = 1000, ...rest } = source;
  const startS = clock.nowS();
  const updatePeriodS = rest.updatePeriodS ?? 0.1;
  const wrapsAtJ = rest.wrapsAtJ ?? null;
  const at = (atS: number) => (typeof powerW === 'number' ? powerW : powerW(atS));
  let countedJ = originJ;
  let ticks = 0;
  return {
    id: 'simulated:energy',
    kind: 'simulated-energy',
    domain: 'gpu',
    provenance: 'measured',
    covers: 'GPU 0, simulated',
    includes: [],
    resolution: 0.001,
    updatesPerRound: 100,
    reading: 'energyJ',
    ...rest,
    updatePeriodS,
    wrapsAtJ,
    read() {
      const due = Math.floor((clock.nowS() - startS) / updatePeriodS + 1e-9);
      for (; ticks < due; ticks += 1) countedJ += at(startS + (ticks + 0.5) * updatePeriodS) * updatePeriodS;
      return fault(wrapsAtJ === null ? countedJ : countedJ % wrapsAtJ, clock.nowS());
    },
  };
}

/** A power source that shows what is drawn at the time of the read. */
export function powerSource(source: Source): LocalCounter {
  const { clock, powerW, fault = (value) => value, ...rest } = source;
  return {
    id: 'simulated:power',
    kind: 'simulated-power',
    domain: 'gpu',
    provenance: 'integrated',
    covers: 'GPU 0, simulated',
    includes: [],
    resolution: 0.001,
    updatesPerRound: 100,
    reading: 'powerW',
    wrapsAtJ: null,
    updatePeriodS: 0.1,
    ...rest,
    read() {
      const atS = clock.nowS();
      return fault(typeof powerW === 'number' ? powerW : powerW(atS), atS);
    },
  };
}
