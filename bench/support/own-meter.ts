import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { createMeter } from '../../src/energy/meter/meter.ts';
import { recorderProcess } from '../../src/energy/meter/recorder-process.ts';
import { bundleFile } from '../../src/native/bundle-file.ts';

/**
 * Serves windows that this project's own meter measures, as the action opens it, and as `peers/windows.py` serves
 * those of the peers: a process of its own, requests on stdin, answers on stdout. Its argument is NVML's library.
 */
const repository = path.join(import.meta.dirname, '..', '..');
const library = process.argv[2];
if (library === undefined) throw new Error('own-meter.ts LIBRARY');

const { recorder } = await recorderProcess({
  wanted: 'auto',
  childScript: bundleFile('recorder-child.js'),
  nativeDirectory: repository,
  nvmlLibrary: library,
  // The peers' figures are those of the GPU alone.
  powercapRoot: '/nowhere',
  hwmonRoot: '/nowhere',
  log: (line) => console.error(line),
});
const meter = createMeter({ recorder, estimate: null });
const nowS = () => Number(process.hrtime.bigint()) / 1e9;
const answer = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

answer({ ready: 'this meter' });
for await (const line of createInterface({ input: process.stdin })) {
  const { delayS, lengthS } = JSON.parse(line) as { delayS: number; lengthS: number };
  await setTimeout(delayS * 1000);
  const { result, energy } = await meter.measure(async () => {
    const startS = nowS();
    await setTimeout(lengthS * 1000);
    return { startS, endS: nowS(), cpuTimeS: 0 };
  });
  const { startS, endS } = result;
  answer({ startS, endS, energyJ: energy.energyJ, uncertaintyJ: energy.uncertaintyJ });
}
await recorder.close();
