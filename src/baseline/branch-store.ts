import { weakestProvenance } from '../cegi/energy.ts';
import { UserError } from '../errors.ts';
import { manifestFile } from '../measurement/history-manifest.ts';
import type { Baseline, Measurement } from '../measurement/measurement.ts';
import type { CheckResult, ModelResult } from '../measurement/result.ts';
import type { RunSummary } from '../measurement/run-summary.ts';
import {
  baselineFile,
  calibrationFile,
  commitFile,
  keyOf,
  partsOfRunFile,
  readme,
  runFile,
} from './branch-layout.ts';
import { commitRuns, withRun } from './commit-runs.ts';
import type { GitData, Tip } from './git-data.ts';
import { newestOf } from './merge-baselines.ts';
import { baselineIn, calibrationIn, type Stored } from './record.ts';
import { emptyManifest, indexWith, newestRuns } from './run-index.ts';
import type { BaselineKey, BaselineStore, ToKeep } from './store.ts';

export interface BranchStoreOptions {
  git: GitData;
  /** The branch, for messages. */
  branch: string;
  /** Unique for a run and its attempt. */
  run: string;
  /** The branch or tag that is measured. */
  ref: string | null;
  runUrl: string | null;
  /** What CEGI is per: of the whole configuration, and so of all that is saved. */
  gain: CheckResult['gain'];
  warn(message: string): void;
}

/** A check of very many models is several commits, none of which is too large for GitHub. */
const mostInCommit = 10;

/**
 * Baselines and calibrations on a branch of their own, with every run that was ever recorded: the history that lasts.
 *
 * What a run keeps at once is one commit of a few files. The requests of a look-up and of a save are the same few, however long the
 * history is.
 */
export function branchStore({
  git,
  branch,
  run,
  ref,
  runUrl,
  gain,
  ...options
}: BranchStoreOptions): BaselineStore {
  const said = new Set<string>();
  // What one attempt says, the next one would say again.
  const warn = (message: string) => {
    if (!said.has(message)) options.warn(message);
    said.add(message);
  };

  return {
    find: (key, { commit } = { commit: null }) =>
      unlessFailed(`The baseline of ${key.model} could not be read from`, async () => {
        const atCommit = await runOfCommit(commit, key);
        const found = atCommit === null ? null : await read(atCommit, (text) => baselineIn(text, key));
        return found ?? read(baselineFile(key), (text) => baselineIn(text, key));
      }),

    async save(records) {
      let all = true;
      for (let start = 0; start < records.length; start += mostInCommit) {
        const some = records.slice(start, start + mostInCommit);
        const models = some.map(({ key }) => key.model);
        const what =
          models.length === 1 ? `baseline of ${models[0]} was` : `baselines of ${models.join(', ')} were`;
        const message = `Record run ${run} of ${models.length === 1 ? models[0] : `${models.length} models`}`;
        const kept = await unlessFailed(`The ${what} not saved to`, async () => {
          await git.commit(async (tip) => {
            const files = await filesOfRuns(some, tip);
            return files && { message, files };
          });
          return true;
        });
        all = all && kept === true;
      }
      return all;
    },

    findCalibration: (fingerprint) =>
      unlessFailed(`The calibration of hardware ${fingerprint} could not be read from`, () =>
        read(calibrationFile(fingerprint), (text) => calibrationIn(text, fingerprint)),
      ),

    async saveCalibration(calibration) {
      const fingerprint = calibration.hardwareFingerprint;
      const file = calibrationFile(fingerprint);
      const text = jsonText(calibration);
      const saved = await unlessFailed(
        `The calibration of hardware ${fingerprint} was not saved to`,
        async () => {
          await git.commit(async (tip) => {
            if ((await tip.readFile(file)) === text) return null;
            const files = new Map([...(await firstFiles(tip)), [file, text]]);
            return { message: `Record the calibration of hardware ${fingerprint}`, files };
          });
          return true;
        },
      );
      return saved ?? false;
    },

    async explainMissing(key) {
      const runs = await unlessFailed(`The list of runs could not be read from`, () =>
        newestRuns(git, 1, warn),
      );
      const newest = runs?.findLast(({ model }) => model === key.model);
      if (!newest) {
        return (
          `The branch ${branch} holds no baseline of ${key.model} for this task, dataset and hardware ` +
          `(fingerprint ${key.hardwareFingerprint}). A push to the default branch that runs this check stores one; ` +
          'its job needs `permissions: contents: write`, and this one `contents: read`.'
        );
      }
      if (partsOfRunFile(newest.file)?.key === keyOf(key)) {
        return `The baseline of ${key.model} on the branch ${branch} cannot be used.`;
      }
      const differs = [
        ...(newest.task === key.task ? [] : ['task']),
        ...(newest.fingerprint === key.hardwareFingerprint ? [] : ['hardware']),
      ];
      return (
        `The newest run of ${key.model} on the branch ${branch}` +
        `${newest.commit ? ` (commit ${newest.commit.slice(0, 12)})` : ''} was measured with another ` +
        `${differs.join(' and ') || 'dataset'}; its machine: ${newest.hardware}.`
      );
    },
  };

  /** The file of a commit's newest run under a key; null where there is none. */
  async function runOfCommit(commit: string | null, key: BaselineKey): Promise<string | null> {
    const file = commitFile(commit);
    const text = file && (await git.readFile(file));
    if (!file || !text) return null;
    const files = commitRuns(text);
    if (!files) warn(`${file} of the branch ${branch} is not a list of runs; the newest baseline is taken.`);
    return files?.findLast((each) => partsOfRunFile(each)?.key === keyOf(key)) ?? null;
  }

  async function read<T>(file: string, parse: (text: string) => Stored<T>): Promise<T | null> {
    const text = await git.readFile(file);
    if (text === null) return null;
    const stored = parse(text);
    if ('record' in stored) return stored.record;
    if ('damaged' in stored) {
      warn(
        `${file} of the branch ${branch} cannot be used: ${stored.damaged}. The check goes on without it; ` +
          'delete the file, or let the default branch measure again.',
      );
    }
    return null;
  }

  /** Null where an earlier attempt has landed, and only its answer was lost. */
  async function filesOfRuns(records: readonly ToKeep[], tip: Tip): Promise<Map<string, string> | null> {
    const files = new Map<string, string>();
    // Each is added to what the ones before it leave.
    const after: Tip = { ...tip, readFile: async (path) => files.get(path) ?? tip.readFile(path) };
    for (const { key, baseline, result } of records) {
      const file = runFile(key, run, baseline.measurement);
      const summary = summaryOf(baseline, result, { run, ref, runUrl, file, gain });
      const added = await filesOfRun(key, baseline, summary, after);
      for (const [path, text] of added ?? []) files.set(path, text);
    }
    return files.size > 0 ? files : null;
  }

  /** Null where it is there already. */
  async function filesOfRun(
    key: BaselineKey,
    baseline: Baseline,
    summary: RunSummary,
    tip: Tip,
  ): Promise<Map<string, string> | null> {
    const newestFile = baselineFile(key);
    const ofCommit = commitFile(baseline.measurement.commit);
    const [first, landed, newest, siblings, index] = await Promise.all([
      firstFiles(tip),
      tip.readFile(summary.file),
      tip.readFile(newestFile),
      ofCommit && tip.readFile(ofCommit),
      indexWith(summary, tip, (message) => warn(`On the branch ${branch}, ${message}`)),
    ]);
    if (landed !== null) return null;
    // Another run may have become the newest while this one measured, or this one may be done again.
    const other = newest === null ? { missing: true } : baselineIn(newest, key);
    const merged = 'record' in other ? newestOf(baseline, other.record) : baseline;
    const files = new Map([...first, [summary.file, jsonText(baseline)], [newestFile, jsonText(merged)]]);
    if (ofCommit) files.set(ofCommit, withRun(siblings ?? null, summary.file));
    for (const [file, text] of index) files.set(file, text);
    return files;
  }

  /** What a new branch begins with. */
  async function firstFiles(tip: Tip): Promise<[string, string][]> {
    if ((await tip.readFile(manifestFile)) !== null) return [];
    if (!tip.exists) {
      return [
        ['README.md', readme],
        [manifestFile, emptyManifest()],
      ];
    }
    throw new UserError(
      `The branch holds something else: it has no ${manifestFile}. Name another branch in \`baseline.branch\`, or ` +
        'delete this one if it is not needed.',
    );
  }

  /** Null, with a warning, where the branch cannot be reached or does not take what is written. */
  async function unlessFailed<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      warn(
        `${what} the branch ${branch}: ${(error as Error).message} The check goes on without it; ` +
          'what it measures is in result.json.',
      );
      return null;
    }
  }
}

function summaryOf(
  { measurement, carbon }: Baseline,
  result: ModelResult | null,
  of: Pick<RunSummary, 'run' | 'ref' | 'runUrl' | 'file' | 'gain'>,
): RunSummary {
  const { createdAt, commit, model, task, hardware } = measurement;
  const figures = result?.head ?? null;
  return {
    ...of,
    createdAt,
    commit,
    model,
    task: task.id,
    taskKind: task.kind,
    metric: task.metric,
    fingerprint: hardware.fingerprint,
    hardware: machineOf(hardware),
    provenance: weakestProvenance(measurement),
    // What nobody judged was skipped.
    verdict: result?.verdict ?? 'skipped',
    energyJPer1000Items: figures?.energyJPer1000Items ?? null,
    emissionsGPer1000Items: figures?.emissionsGPer1000Items ?? null,
    grid: { intensityGPerKWh: carbon.intensityGPerKWh, pue: carbon.pue },
    score: figures?.score ?? null,
    cegi: figures && !('undetermined' in figures.cegi) ? figures.cegi : null,
  };
}

/** GPUs where there are any: they draw the most. */
function machineOf({ cpu, gpus }: Measurement['hardware']): string {
  return gpus.length > 0 ? gpus.join(', ') : cpu;
}

function jsonText(record: object): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
