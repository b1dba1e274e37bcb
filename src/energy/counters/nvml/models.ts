/** Models for which nvmlDeviceGetPowerUsage is momentary though Ampere averages: those with a GA100 (nvml.h). */
const ga100 = /\b(A100X?|A800|A30X?|PG506|CMP 170HX)\b/;
const gh100 = /\b(H100L?|H800|H200|H20|GH200)\b/;

/** Part-time sensing of a GPU's power, in words and as a share of the time. */
export interface Sensing {
  sensedShare: number;
  caution: string;
}

const study = 'arXiv 2312.02741';

/**
 * How much of the time a GPU of this name senses its power, where that is known to be less than all of it: from
 * the study's text for A100 and H100, from its data (github.com/JimZeyuYang/GPU_Power_Benchmark, averaging window
 * over update period) for the others. Models with the same chip as one that was measured are taken to be like it.
 */
export function sensingOf(name: string): Sensing | null {
  if (/\b[AH]100\b/.test(name)) return sensing(0.25, 'senses its power only a quarter of the time');
  if (ga100.test(name)) return sensing(0.25, sameChip('A100'));
  if (gh100.test(name)) return sensing(0.25, sameChip('H100'));
  if (/\b[PV]100S?\b/.test(name)) return sensing(0.5, 'senses its power only half of the time');
  if (/\bQuadro RTX 8000\b/.test(name)) return sensing(0.2, 'senses its power only a fifth of the time');
  return null;
}

function sensing(sensedShare: number, words: string): Sensing {
  return { sensedShare, caution: `${words} (${study})` };
}

function sameChip(model: string): string {
  return `has the chip of an ${model}, which senses its power only a quarter of the time`;
}

/** nvmlDeviceArchitecture_t of Ampere, from which on what NVML calls power usage is an average over a second. */
const ampere = 7;

/** Whether nvmlDeviceGetPowerUsage averages. An architecture is null where the driver is too old to tell. */
export function averagesPower(name: string, architecture: number | null): boolean {
  return architecture !== null && architecture >= ampere && !ga100.test(name);
}

/** Whether a GPU's energy counter is known to count the CPU beside it too (ml-energy/zeus#172). */
export function countsItsModule(name: string): boolean {
  return /\bGH200\b/.test(name);
}

/** Whether a GPU shares a module with a CPU, and nothing says which of the two its energy counter counts. */
export function mayCountItsModule(name: string): boolean {
  return /\bGB\d{3}\b/.test(name);
}
