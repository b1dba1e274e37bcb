import { UserError } from '../errors.ts';
import type { Baseline } from '../measurement/measurement.ts';
import type { RunSummary } from '../measurement/run-summary.ts';
import type { GitData } from './git-data.ts';
import { anyBaselineIn } from './record.ts';
import { newestRuns } from './run-index.ts';

/** Runs that are looked through, from the newest on. */
const mostRuns = 5000;

/** Commits of a model that are asked for whether they led to the one that is wanted. */
const mostAsked = 50;

/** A commit, by what led to it. */
export interface Lineage {
  /** The commit and those right before it, the newest first. */
  commits: readonly string[];
  /** Whether a commit is it, or led to it. */
  includes(commit: string): Promise<boolean>;
}

/**
 * What a history's branch knows of each model as a commit has it: the runs of the newest of the commits up to it that
 * measured it, one for each kind of hardware. A model that nothing has touched for long was measured long ago.
 *
 * @param models ids of those that are wanted
 * @throws UserError where one of those runs cannot be read: another verdict would come of what is left
 */
export async function recordedRuns(
  git: Pick<GitData, 'readFile'>,
  { commits, includes }: Lineage,
  models: readonly string[],
  warn: (message: string) => void,
): Promise<Map<string, Baseline[]>> {
  const runs = await newestRuns(git, mostRuns, warn);
  const ages = new Map(commits.map((commit, age) => [commit, age]));
  const newest = new Map<string, { age: number; files: Map<string, string> }>();
  const all = async () => (runs.length < mostRuns ? [] : newestRuns(git, Number.POSITIVE_INFINITY, warn));
  for (const { model, commit, fingerprint, file } of runs) {
    const age = commit === null ? undefined : ages.get(commit);
    if (age === undefined) continue;
    const known = newest.get(model);
    if (known && known.age < age) continue;
    const files = known?.age === age ? known.files : new Map<string, string>();
    newest.set(model, { age, files: files.set(fingerprint, file) });
  }
  for (const model of models) {
    if (newest.has(model)) continue;
    const files =
      (await newestAmong(model, runs, includes)) ?? (await newestAmong(model, await all(), includes));
    if (files) newest.set(model, { age: Number.POSITIVE_INFINITY, files });
  }
  const found = new Map<string, Baseline[]>();
  for (const [model, { files }] of newest) {
    const baselines: Baseline[] = [];
    for (const file of files.values()) {
      const text = await git.readFile(file);
      const stored = text === null ? { damaged: 'it is missing' } : anyBaselineIn(text);
      if ('record' in stored && stored.record.measurement.model === model) baselines.push(stored.record);
      else {
        const why = 'damaged' in stored ? stored.damaged : 'it is of another model';
        throw new UserError(
          `${file} of the history, the newest run of ${model} there, cannot be used: ${why}. Nothing is judged without ` +
            'it: run this again, and if that does not help, measure again, or compare with another release.',
        );
      }
    }
    found.set(model, baselines);
  }
  return found;
}

/** By fingerprint, the runs of a model's newest commit that is included; null where none is. */
async function newestAmong(
  model: string,
  runs: readonly RunSummary[],
  includes: Lineage['includes'],
): Promise<Map<string, string> | null> {
  const ofModel = runs.filter((run) => run.model === model).toReversed();
  const commits = [...new Set(ofModel.flatMap(({ commit }) => commit ?? []))];
  for (const wanted of commits.slice(0, mostAsked)) {
    if (!(await includes(wanted))) continue;
    // The newest of each kind of hardware comes first here, and is to stay.
    const ofCommit = ofModel.filter(({ commit }) => commit === wanted).toReversed();
    return new Map(ofCommit.map(({ fingerprint, file }) => [fingerprint, file]));
  }
  return null;
}
