import { cpus } from 'node:os';
import type { IdlePower } from '../../measurement/measurement.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { DeviceMeter } from './meter-for-device.ts';

/** A tenth of what a round must last keeps what one update leaves unknown under a tenth of the idle power. */
const shareOfShortestRound = 0.1;

/**
 * What the machine draws while the model is loaded and does nothing, over `idleS` seconds. Null, at once, where
 * nothing would be measured: with an estimate, with counters that update too seldom for so short a time, or when it
 * is switched off with 0 s; null too where a counter failed.
 */
export async function idlePower(
  { meter, estimated, shortestRoundS }: DeviceMeter,
  idleS: number,
  clock: Clock = systemClock,
): Promise<IdlePower | null> {
  if (estimated || idleS === 0 || idleS < shareOfShortestRound * shortestRoundS) return null;
  const { energy, durationS, result } = await meter.measure(async () => {
    const beforeS = busyTimeS();
    await clock.sleep(idleS);
    return { cpuTimeS: 0, busyS: busyTimeS() - beforeS };
  });
  if (energy.energyJ === null || energy.provenance === 'unavailable') return null;
  return {
    powerW: energy.energyJ / durationS,
    uncertaintyW: energy.uncertaintyJ / durationS,
    durationS,
    provenance: energy.provenance,
    busyCores: Math.max(0, result.busyS / durationS),
  };
}

/** Seconds that all cores together have been busy since the machine was started; of the whole host, in a container too. */
function busyTimeS(): number {
  return cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) / 1000, 0);
}
