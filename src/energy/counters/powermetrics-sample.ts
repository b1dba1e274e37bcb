import { oneLine } from '../one-line.ts';

/** What one sample of `powermetrics` says. */
export interface PowermetricsSample {
  elapsedS: number;
  /** Joules in that time, of each part that the machine tells apart. */
  energyJ: { cpu?: number; gpu?: number; combined?: number; package?: number };
  /** "Nominal" where nothing is held down. */
  thermalPressure: string | null;
  /** "MacBookPro17,1". */
  model: string | null;
}

/** Far above what any Mac draws, and far below what a value in another unit would say. */
const mostPowerW = 2000;
/** A machine that slept has one long sample. */
const longestElapsedS = 86_400;

/**
 * Reads one document of `powermetrics --format plist`, without its last tag. Powers are means over the sample in
 * milliwatts (Apple silicon: `cpu_power`, `gpu_power`, `combined_power`; the last has the neural engine in it, too),
 * `package_joules` (Intel) is the sample's energy. Not read as XML, which it is not on some versions: they write a key
 * twice.
 *
 * @throws in words where it is no such document
 */
export function readSample(document: string): PowermetricsSample {
  const elapsedS = (number(document, 'elapsed_ns') ?? Number.NaN) / 1e9;
  if (!(elapsedS > 0 && elapsedS <= longestElapsedS)) {
    throw new Error(`it printed something that is not a sample: ${shown(document)}`);
  }
  const energyJ: PowermetricsSample['energyJ'] = {};
  for (const part of ['cpu', 'gpu', 'combined'] as const) {
    const powerMW = number(document, `${part}_power`);
    if (powerMW !== null) energyJ[part] = (powerMW / 1000) * elapsedS;
  }
  const packageJ = number(document, 'package_joules');
  if (packageJ !== null) energyJ.package = packageJ;
  for (const [part, value] of Object.entries(energyJ)) {
    if (value > mostPowerW * elapsedS) {
      throw new Error(`it says that the ${part} drew ${(value / elapsedS).toPrecision(3)} W`);
    }
  }
  return {
    elapsedS,
    energyJ,
    thermalPressure: text(document, 'thermal_pressure'),
    model: text(document, 'hw_model'),
  };
}

/** Null where the key is not there. */
function number(document: string, key: string): number | null {
  const found = document.split(`<key>${key}</key>`).slice(1);
  if (found.length === 0) return null;
  if (found.length > 1) throw new Error(`a sample has ${key} ${found.length} times`);
  const value = /^\s*<(real|integer)>(\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?)<\/\1>/i.exec(
    found[0] as string,
  )?.[2];
  const parsed = Number(value ?? Number.NaN);
  if (!Number.isFinite(parsed))
    throw new Error(`a sample has no number at ${key}: ${shown(found[0] as string)}`);
  return parsed;
}

function text(document: string, key: string): string | null {
  const found = document.split(`<key>${key}</key>`)[1];
  const value = /^\s*<string>([^<]{1,80})<\/string>/.exec(found ?? '')?.[1];
  return value === undefined ? null : oneLine(value, 80);
}

function shown(document: string): string {
  return JSON.stringify(oneLine(document, 60));
}
