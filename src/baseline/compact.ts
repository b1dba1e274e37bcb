import { manifestFile } from '../measurement/history-manifest.ts';
import type { RunSummary } from '../measurement/run-summary.ts';
import { commitFile, partsOfRunFile } from './branch-layout.ts';
import type { GitData, Tip } from './git-data.ts';
import { newestRuns } from './run-index.ts';

export interface Retention {
  /** Of each model, task, dataset and machine so many of the newest runs stay, at least one. */
  keepRuns: number;
  /** Runs that are not older stay as well. */
  keepDays: number;
}

export interface Compacted {
  /** Files of runs that are still there. */
  kept: number;
  dropped: number;
}

/**
 * Drops the files of old runs and makes the branch one commit without a past, so that what was dropped takes no room.
 * The newest baselines, the calibrations and the index stay, so that charts lose nothing.
 *
 * A run that is recorded meanwhile is not lost: the branch is replaced only where it is as it was read, else all is
 * done again.
 *
 * @throws UserError where the branch cannot be read or replaced
 */
export async function compact(
  git: GitData,
  { keepRuns, keepDays }: Retention,
  { now, warn }: { now: Date; warn(message: string): void },
): Promise<Compacted> {
  let compacted: Compacted = { kept: 0, dropped: 0 };
  await git.commit(async (tip) => {
    compacted = { kept: 0, dropped: 0 };
    if (!tip.exists || (await tip.readFile(manifestFile)) === null) return null;
    const [files, summaries] = await Promise.all([
      tip.list('runs'),
      newestRuns(tip, Number.POSITIVE_INFINITY, warn),
    ]);
    const oldest = now.getTime() - keepDays * 24 * 60 * 60 * 1000;
    const old = oldRuns(runsOf(files, summaries), Math.max(1, keepRuns), oldest);
    compacted = { kept: files.length - old.size, dropped: old.size };
    if (old.size === 0 && (await tip.isAlone())) return null;
    const gone = [...old, ...(await commitsWithout(old, summaries, tip))];
    return {
      message: `Keep ${compacted.kept} runs, drop ${compacted.dropped}`,
      files: new Map(gone.map((file) => [file, null])),
      alone: true,
    };
  });
  return compacted;
}

interface StoredRun {
  file: string;
  key: string;
  /** When it was measured, in milliseconds since 1970. */
  at: number;
}

function runsOf(files: readonly string[], summaries: readonly RunSummary[]): StoredRun[] {
  const times = new Map(summaries.map(({ file, createdAt }) => [file, Date.parse(createdAt)]));
  return files.flatMap((file) => {
    const parts = partsOfRunFile(file);
    // What is no run's file was put there by somebody else, and is theirs to delete.
    if (!parts) return [];
    // A run that the index lacks may have been measured until its month ended.
    const at = times.get(file) ?? Date.UTC(parts.year, parts.month);
    return [{ file, key: parts.key, at }];
  });
}

function oldRuns(runs: readonly StoredRun[], keepRuns: number, oldest: number): Set<string> {
  const newer = new Map<string, number>();
  const old = new Set<string>();
  for (const { file, key, at } of runs.toSorted((a, b) => b.at - a.at)) {
    const before = newer.get(key) ?? 0;
    newer.set(key, before + 1);
    if (before >= keepRuns && at < oldest) old.add(file);
  }
  return old;
}

/** The files of commits of which no run is left. */
async function commitsWithout(
  old: ReadonlySet<string>,
  summaries: readonly RunSummary[],
  tip: Tip,
): Promise<string[]> {
  const left = new Map<string, boolean>();
  for (const { commit, file } of summaries) {
    const ofCommit = commitFile(commit);
    if (ofCommit) left.set(ofCommit, (left.get(ofCommit) ?? false) || !old.has(file));
  }
  return (await tip.list('commits')).filter((file) => left.get(file) === false);
}
