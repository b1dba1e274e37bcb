import { UserError } from '../errors.ts';
import type { Baseline } from '../measurement/measurement.ts';
import type { GitData } from './git-data.ts';
import { anyBaselineIn } from './record.ts';
import { newestRuns } from './run-index.ts';

/** Runs that are looked through, from the newest on. */
const mostRuns = 5000;

/**
 * What a history's branch knows of each model as a commit has it: the runs of the newest of these commits that measured
 * it, one for each kind of hardware.
 *
 * @param commits the commit and those before it, the newest first
 * @throws UserError where one of those runs cannot be read: another verdict would come of what is left
 */
export async function recordedRuns(
  git: Pick<GitData, 'readFile'>,
  commits: readonly string[],
  warn: (message: string) => void,
): Promise<Map<string, Baseline[]>> {
  const runs = await newestRuns(git, mostRuns, warn);
  const ages = new Map(commits.map((commit, age) => [commit, age]));
  const newest = new Map<string, { age: number; files: Map<string, string> }>();
  for (const { model, commit, fingerprint, file } of runs) {
    const age = commit === null ? undefined : ages.get(commit);
    if (age === undefined) continue;
    const known = newest.get(model);
    if (known && known.age < age) continue;
    const files = known?.age === age ? known.files : new Map<string, string>();
    newest.set(model, { age, files: files.set(fingerprint, file) });
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
