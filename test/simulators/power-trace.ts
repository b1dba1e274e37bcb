/**
 * Watts as a function of a clock in seconds; the simulated NVML library plays it on CLOCK_MONOTONIC, whose seconds
 * are those of `process.hrtime`. What repeats begins a period at `phaseS`, 0 where it is left out.
 */
export type PowerTrace =
  | { kind: 'constant'; powerW: number }
  /** High in the first half of each period. */
  | { kind: 'square'; highW: number; lowW: number; periodS: number; phaseS?: number }
  /** From one to the other within each period: a sawtooth. */
  | { kind: 'ramp'; fromW: number; toW: number; periodS: number; phaseS?: number }
  /** Each slot begins with a burst; its power, up to the peak, and its length are a hash of seed and slot. */
  | { kind: 'bursts'; seed: number; idleW: number; peakW: number; slotS: number };

/** Joules between two moments: the trace's exact integral, computed here as the library computes it. */
export function traceEnergyJ(trace: PowerTrace, fromS: number, toS: number): number {
  switch (trace.kind) {
    case 'constant':
      return trace.powerW * (toS - fromS);
    case 'square':
    case 'ramp':
      return periodicJ(trace, toS) - periodicJ(trace, fromS);
    case 'bursts':
      return burstsJ(trace, fromS, toS);
  }
}

function periodicJ(trace: PowerTrace & { kind: 'square' | 'ramp' }, atS: number): number {
  const { periodS, phaseS = 0 } = trace;
  const number = Math.floor((atS - phaseS) / periodS);
  const inS = atS - phaseS - number * periodS;
  const halfS = periodS / 2;
  if (trace.kind === 'ramp') {
    const { fromW, toW } = trace;
    return number * (fromW + toW) * halfS + fromW * inS + ((toW - fromW) * inS ** 2) / (2 * periodS);
  }
  const { highW, lowW } = trace;
  return number * (highW + lowW) * halfS + (inS < halfS ? highW * inS : highW * halfS + lowW * (inS - halfS));
}

function burstsJ(trace: PowerTrace & { kind: 'bursts' }, fromS: number, toS: number): number {
  const { seed, idleW, peakW, slotS } = trace;
  let energyJ = idleW * (toS - fromS);
  for (let slot = Math.floor(fromS / slotS); slot * slotS < toS; slot += 1) {
    const startS = slot * slotS;
    const endS = startS + slotS * chance(seed, slot, 2);
    const withinS = Math.min(endS, toS) - Math.max(startS, fromS);
    energyJ += (peakW - idleW) * chance(seed, slot, 1) * Math.max(withinS, 0);
  }
  return energyJ;
}

/** From 0 to 1, the same for the same burst; 1 asks for its power, 2 for its length. */
function chance(seed: number, slot: number, which: 1 | 2): number {
  return mix(mix((seed + Math.imul(slot, 0x9e3779b9)) >>> 0) + which) / 2 ** 32;
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}
