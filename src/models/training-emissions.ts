import { readFile, stat } from 'node:fs/promises';
import type { DeclaredEmissions } from '../config/config.ts';
import { UserError } from '../errors.ts';
import type { TrainingEmissions } from '../measurement/measurement.ts';
import type { ReadEmissions } from './csv-emissions.ts';
import { refuseLfsPointer } from './lfs.ts';
import { modelCardEmissions } from './model-card-emissions.ts';

/** Trackers write some 500 bytes a run, or an epoch. */
const maxBytes = 50_000_000;

/**
 * Declared emissions of a training, grams: a mass, or what a CodeCarbon or eco2AI CSV file or a model card says.
 *
 * @throws UserError naming the file and, where there is one, the line and what stands there.
 */
export async function trainingEmissions(declared: DeclaredEmissions): Promise<TrainingEmissions> {
  if (declared.kind === 'grams') {
    return { emissionsG: declared.emissionsG, source: 'declared in the configuration' };
  }
  const { file, path } = declared;
  const text = await textOf(file, path);
  const { emissionsG, from } = await emissionsIn(text, path);
  return { emissionsG, source: `${path} (${from})` };
}

async function emissionsIn(text: string, path: string): Promise<ReadEmissions> {
  if (/\.(md|markdown)$/i.test(path)) return modelCardEmissions(text, path);
  // Its reader is large, and seldom needed.
  const { csvEmissions } = await import('./csv-emissions.ts');
  return csvEmissions(text, path);
}

async function textOf(file: string, path: string): Promise<string> {
  try {
    if ((await stat(file)).size > maxBytes) throw new UserError(`it is larger than ${maxBytes} bytes`);
    await refuseLfsPointer(file);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is not UTF-8' : (error as Error).message;
    throw new UserError(`${path}: it cannot be read: ${reason}.`);
  }
}
