import type { Clock } from '../../clock.ts';
import type { PrometheusServer } from './server.ts';

/** How a server's clock stands to one of this machine: seconds since 1970 there, less seconds of `clock` here. */
export interface ClockOffset {
  offsetS: number;
  /** Half-width: by how much the offset may be wrong. */
  uncertaintyS: number;
}

/** The quickest of a few answers bounds the offset best. */
const tries = 3;
/** The server tells its time to the millisecond. */
const resolutionS = 0.001;

/**
 * Asks a server for its time, between two looks at this machine's clock: the server read its own somewhere between
 * them, so the offset is that to their middle, give or take half of their distance (as NTP has it, RFC 5905 §8).
 */
export async function clockOffset(
  server: Pick<PrometheusServer, 'timeS'>,
  clock: Clock,
): Promise<ClockOffset> {
  let best: ClockOffset | null = null;
  for (let i = 0; i < tries; i += 1) {
    const askedS = clock.nowS();
    const serverS = await server.timeS();
    const answeredS = clock.nowS();
    const uncertaintyS = (answeredS - askedS) / 2 + resolutionS;
    if (best === null || uncertaintyS < best.uncertaintyS) {
      best = { offsetS: serverS - (askedS + answeredS) / 2, uncertaintyS };
    }
  }
  return best as ClockOffset;
}
