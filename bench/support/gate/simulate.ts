import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EnergyCell, EnergyRates } from './energy-cell.ts';
import type { ScoreCell, ScoreRates } from './score-cell.ts';

export type Cell = EnergyCell | ScoreCell;
type Rates<C extends Cell> = C extends EnergyCell ? EnergyRates : ScoreRates;

/** What each cell came to, in the cells' order, whatever the number of threads. */
export async function simulate<C extends Cell>(cells: readonly C[], threads: number): Promise<Rates<C>[]> {
  const rates: Rates<C>[] = [];
  let next = 0;
  const work = async () => {
    const worker = new Worker(path.join(import.meta.dirname, 'worker.ts'));
    try {
      for (let at = next++; at < cells.length; at = next++) {
        worker.postMessage({ cell: cells[at], seed: at + 1 });
        [rates[at]] = (await once(worker, 'message')) as [Rates<C>];
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return rates;
}
