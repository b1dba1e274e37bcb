import type { Sample } from '../counter.ts';

/** Two standard errors: 95 %. */
const standardErrors = 2;

/**
 * Joules that stay unknown where a device senses its power only for a share of each update and takes that for the
 * whole (arXiv 2312.02741), as a 95 % half-width: over `n` updates the sensed and the true mean differ by about
 * `sd · √((1 − share) / n)`, with the spread of the sensed power for that of the power itself. It holds for work
 * whose power does not swing in step with the sensing; nothing that a counter shows tells where it does. Where power
 * cannot be read, it is taken to spread by as much as its mean, `energyJ` over the window.
 */
export function unsensedJ(
  power: readonly Sample[],
  energyJ: number,
  { durationS, updatePeriodS, share }: { durationS: number; updatePeriodS: number; share: number },
): number {
  if (share >= 1) return 0;
  const updates = Math.max(1, durationS / updatePeriodS);
  const ofSpread = (watts: number) =>
    standardErrors * watts * updatePeriodS * Math.sqrt(updates * (1 - share));
  // Work that is on for half of the time swings by as much as it draws.
  if (power.length < 2) return ofSpread(energyJ / durationS);
  const meanW = power.reduce((sum, { value }) => sum + value, 0) / power.length;
  const squares = power.reduce((sum, { value }) => sum + (value - meanW) ** 2, 0);
  const spreadW = Math.sqrt(squares / (power.length - 1));
  return ofSpread(spreadW);
}
