/** The watts that an estimate assumes. */
export interface EstimateWatts {
  /** Of the whole machine at rest. */
  idleW: number;
  /** On top, for each core that is kept busy. */
  busyWPerCore: number;
}

/**
 * Watts of one hardware thread of a server, at rest and fully busy: the averages over SPECpower results that Cloud
 * Carbon Footprint uses for a virtual CPU of AWS (its methodology, appendix I).
 */
const threadAtRestW = 0.74;
const threadBusyW = 3.5;

/** The documented default: an assumption about average servers, not a statement about this machine. */
export function defaultEstimate(logicalCpus: number): EstimateWatts {
  return { idleW: threadAtRestW * logicalCpus, busyWPerCore: threadBusyW - threadAtRestW };
}

/**
 * Joules that a machine would use at these watts: at rest for the whole duration, and busy for the CPU
 * seconds that the work spent. It is linear in CPU time and knows nothing of clock rates, memory or GPUs;
 * its provenance is always `estimated`.
 */
export function estimateEnergyJ(round: { durationS: number; cpuTimeS: number } & EstimateWatts): number {
  return round.idleW * round.durationS + round.busyWPerCore * round.cpuTimeS;
}
