import { parentPort } from 'node:worker_threads';
import { energyCell } from './energy-cell.ts';
import { scoreCell } from './score-cell.ts';
import type { Cell } from './simulate.ts';

parentPort!.on('message', ({ cell, seed }: { cell: Cell; seed: number }) => {
  parentPort!.postMessage(cell.kind === 'energy' ? energyCell(cell) : scoreCell(cell, seed));
});
