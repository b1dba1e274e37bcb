import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkFiles } from './config/load.ts';
import { UserError } from './errors.ts';
import { thisHost } from './host.ts';
import { commitHere, repositoryRoot } from './local-changes.ts';
import { measure } from './measure.ts';
import type { Measurement } from './measurement/measurement.ts';
import type { Progress } from './progress.ts';
import { modelOf, readConfiguration } from './read-configuration.ts';
import { openWorkbench } from './workbench.ts';

export interface MeasureHereOptions {
  config: string;
  rounds?: number;
  /** File that the records are also written to, after every round. */
  out?: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Measures models one after the other, without baseline or verdict; all models where none is named. */
export async function measureHere(ids: string[], options: MeasureHereOptions): Promise<Measurement[]> {
  const { progress, signal, rounds } = options;
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds >= 1)) {
    throw new UserError('--rounds must be a whole number of at least 1.');
  }
  const root = await repositoryRoot(process.cwd());
  const config = await readConfiguration(root, options.config);
  const models = ids.length > 0 ? ids.map((id) => modelOf(config, id)) : config.models;
  checkFiles(
    config,
    models.map((model) => model.id),
  );
  const workbench = await openWorkbench(config, thisHost(progress, { root }), {
    progress,
    signal,
    commit: await commitHere(root),
    shard: null,
  });
  const records: Measurement[] = [];
  const keep = async (record: Measurement) => {
    if (!options.out) return;
    await mkdir(dirname(options.out), { recursive: true });
    await writeFile(options.out, `${JSON.stringify([...records, record], null, 2)}\n`);
  };
  try {
    for (const model of models) {
      if (signal.aborted) break;
      const record = await measure(model, await workbench.tasks.of(model), workbench, {
        moreRounds: ({ rounds: done }) => (rounds ?? config.rounds.min) - done.length,
        onRound: keep,
      });
      await keep(record);
      records.push(record);
    }
  } finally {
    await workbench.close();
  }
  return records;
}
