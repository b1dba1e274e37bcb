import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measurement } from '../measurement/measurement.ts';
import { mismatches, readAnyBaseline, readBaseline, readCalibration } from './record.ts';
import { type BaselineKey, type BaselineStore, hashOf } from './store.ts';

/** Baselines as files of a directory, one a key: for a disk that runs share, or to be committed. */
export function fileStore(directory: string, warn: (message: string) => void): BaselineStore {
  return {
    async find(key) {
      const path = join(directory, fileName(key));
      const stored = await readBaseline(path, key);
      if ('record' in stored) return stored.record;
      if ('damaged' in stored) {
        warn(
          `The baseline ${path} cannot be used: ${stored.damaged}. The check goes on without it; ` +
            'delete the file, or let the default branch measure again.',
        );
      }
      return null;
    },

    async save(records) {
      const kept = records.map(({ key, baseline }) => write('baseline', fileName(key), baseline));
      return (await Promise.all(kept)).every(Boolean);
    },

    async findCalibration(fingerprint) {
      const path = join(directory, calibrationFile(fingerprint));
      const stored = await readCalibration(path, fingerprint);
      if ('record' in stored) return stored.record;
      if ('damaged' in stored) {
        warn(
          `The calibration ${path} cannot be used: ${stored.damaged}. The check goes on without it; ` +
            'delete the file, or calibrate this machine again.',
        );
      }
      return null;
    },

    saveCalibration: (calibration) =>
      write('calibration', calibrationFile(calibration.hardwareFingerprint), calibration),

    async explainMissing(key) {
      const others = await othersOf(directory, key.model);
      if (others.length === 0) return `No baseline of ${key.model} is stored in ${directory} yet.`;
      const nearest = others
        .map((measurement) => ({ measurement, differs: mismatches(key, measurement) }))
        .sort((a, b) => a.differs.length - b.differs.length)[0]!;
      if (nearest.differs.length === 0) return `The baseline of ${key.model} in ${directory} cannot be used.`;
      const { hardware, commit } = nearest.measurement;
      const on = [hardware.cpu, ...hardware.gpus].join(', ');
      return (
        `The nearest stored baseline of ${key.model}${commit ? ` (commit ${commit.slice(0, 12)})` : ''} ` +
        `was measured with another ${nearest.differs.join(' and ')}; its machine: ${on}.`
      );
    },
  };

  /** Whether it was written; where not, that was said. */
  async function write(what: string, name: string, record: object): Promise<boolean> {
    const path = join(directory, name);
    const unfinished = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(directory, { recursive: true });
      await writeFile(unfinished, `${JSON.stringify(record, null, 2)}\n`);
      // A reader sees the old file or the new one, never half of one.
      await rename(unfinished, path);
      return true;
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => {});
      warn(`The ${what} ${path} could not be written: ${(error as Error).message}.`);
      return false;
    }
  }
}

async function othersOf(directory: string, model: string): Promise<Measurement[]> {
  const names = await readdir(directory).catch(() => []);
  const found: Measurement[] = [];
  for (const name of names) {
    if (!name.startsWith(`${readable(model)}.`) || !name.endsWith('.json')) continue;
    const stored = await readAnyBaseline(join(directory, name));
    if ('record' in stored && stored.record.measurement.model === model)
      found.push(stored.record.measurement);
  }
  return found;
}

/** For people the model's id, as far as every file system takes it; for the program the hash. */
function fileName(key: BaselineKey): string {
  return `${readable(key.model)}.${hashOf(key).slice(0, 32)}.json`;
}

function readable(model: string): string {
  // The prefix keeps clear of names like `con` and `nul`, and of a leading dot.
  return `baseline-${model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)}`;
}

function calibrationFile(fingerprint: string): string {
  return `calibration-${fingerprint}.json`;
}
