import type { Comparison } from '../measurement/result.ts';
import type { EnergyChange } from './energy-change.ts';

/** More rounds than anybody would wait for. */
const mostAdvised = 1000;

/** What is compared with a limit, where it is more than the energy. */
export interface WithItems {
  /** Natural logarithm of head / baseline. */
  value: number;
  /** Half the width of the interval that items leave; its square adds to those of rounds and of runs. */
  halfWidth: number;
}

/**
 * One sentence on what would decide whether a change lies beyond `limit`, which is ln(1 + tolerance).
 *
 * @param ofItems what items add to the energy; nothing where the energy alone is compared
 */
export function roundsAdvice(
  { logRatio, halfWidths, rounds, betweenRuns }: EnergyChange,
  limit: number,
  { mode, mostRounds }: { mode: Comparison['mode']; mostRounds: number },
  ofItems: WithItems = { value: logRatio.value, halfWidth: 0 },
): string {
  const distance = Math.abs(limit - ofItems.value);
  const others = Math.hypot(halfWidths.runs, ofItems.halfWidth);
  if (others > 0 && others >= distance) {
    if (ofItems.halfWidth >= halfWidths.runs) return itemsAdvice;
    return (
      `No number of rounds decides this against a stored baseline, as whole runs are taken to differ by ` +
      `${betweenRuns!.percent.toFixed(1)} % (${betweenRuns!.from}): compare side by side, or let this machine be ` +
      'calibrated (docs/calibration.md).'
    );
  }
  const share = halfWidths.rounds ** 2 / (distance ** 2 - others ** 2);
  // What has not decided does not with as many again.
  const needed = Math.max(rounds.head + 1, Math.ceil(rounds.head * share));
  if (needed > mostAdvised)
    return ofItems.halfWidth > halfWidths.rounds
      ? itemsAdvice
      : 'The change is so near to what is allowed that no sensible number of rounds tells them apart.';
  const more = needed > mostRounds ? `: raise rounds.max, which is ${mostRounds}` : '';
  const instead = mode === 'stored' ? ', or compare side by side' : '';
  return `About ${needed} rounds would decide it${more}${instead}.`;
}

const itemsAdvice =
  'What is unsure is the gain, which only more items make surer: evaluate more of them, or allow CEGI more.';
