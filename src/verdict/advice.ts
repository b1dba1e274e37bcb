import type { Comparison } from '../measurement/result.ts';
import type { EnergyChange } from './energy-change.ts';

/** More rounds than anybody would wait for. */
const mostAdvised = 1000;

/** One sentence on what would decide whether a change of energy lies beyond `limit`, which is ln(1 + tolerance). */
export function roundsAdvice(
  { logRatio, halfWidths, rounds, betweenRuns }: EnergyChange,
  limit: number,
  { mode, mostRounds }: { mode: Comparison['mode']; mostRounds: number },
): string {
  const distance = Math.abs(limit - logRatio.value);
  if (halfWidths.runs > 0 && halfWidths.runs >= distance)
    return (
      `No number of rounds decides this against a stored baseline, as whole runs are taken to differ by ` +
      `${betweenRuns!.percent.toFixed(1)} % (${betweenRuns!.from}): compare side by side, or let this machine be ` +
      'calibrated (docs/calibration.md).'
    );
  const share = halfWidths.rounds ** 2 / (distance ** 2 - halfWidths.runs ** 2);
  const needed = Math.ceil(rounds.head * share);
  if (needed > mostAdvised)
    return 'The change is so near to what is allowed that no sensible number of rounds tells them apart.';
  const more = needed > mostRounds ? `: raise rounds.max, which is ${mostRounds}` : '';
  const instead = mode === 'stored' ? ', or compare side by side' : '';
  return `About ${needed} rounds would decide it${more}${instead}.`;
}
