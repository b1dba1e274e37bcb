import { z } from 'zod';
import { manifestFile, manifestSchema, shardName } from '../measurement/history-manifest.ts';
import { type RunSummary, runSummarySchema } from '../measurement/run-summary.ts';
import type { Tip } from './git-data.ts';

/** Runs of one file of the index. */
export const mostRunsInShard = 200;

const shardSchema = z.array(runSummarySchema).max(10 * mostRunsInShard);

type Warn = (message: string) => void;

/** The files of the index that an added run changes. */
export async function indexWith(summary: RunSummary, tip: Tip, warn: Warn): Promise<Map<string, string>> {
  const { files: manifest, damaged } = await readManifest(tip, warn);
  const month = new Date(summary.createdAt).toISOString().slice(0, 7);
  const ofMonth = manifest.filter((file) => shardName.exec(file)![1] === month);
  const last = ofMonth.at(-1);
  const runs = last ? await readShard(last, tip, warn) : [];
  if (last && runs && runs.length < mostRunsInShard) {
    const changed = new Map([[last, shardText([...runs, summary])]]);
    return damaged ? changed.set(manifestFile, manifestText(manifest)) : changed;
  }
  // A full file is left alone, and so is one that somebody else wrote into.
  const number = Math.max(0, ...ofMonth.map((file) => Number(shardName.exec(file)![2]))) + 1;
  const added = `index/${month}-${number}.json`;
  return new Map([
    [added, shardText([summary])],
    [manifestFile, manifestText([...manifest, added].sort(byTime))],
  ]);
}

/**
 * The newest runs, the oldest of them first: all of as many files as it takes to have `least`. Files that cannot be
 * read are left out, with a warning.
 */
export async function newestRuns(
  tip: Pick<Tip, 'readFile'>,
  least: number,
  warn: Warn,
): Promise<RunSummary[]> {
  const text = await tip.readFile(manifestFile);
  const manifest = text === null ? [] : parsed(text, manifestSchema);
  if (!manifest) warn(`${manifestFile} is not a list of the index's files.`);
  const found: RunSummary[] = [];
  for (const file of (manifest ?? []).toReversed()) {
    if (found.length >= least) break;
    found.unshift(...((await readShard(file, tip, warn)) ?? []));
  }
  return found;
}

/** An index without runs. */
export function emptyManifest(): string {
  return manifestText([]);
}

/** Where the list was tampered with, it is made anew of the files that are there. */
async function readManifest(tip: Tip, warn: Warn): Promise<{ files: string[]; damaged: boolean }> {
  const text = await tip.readFile(manifestFile);
  const listed = text === null ? [] : parsed(text, manifestSchema);
  if (listed) return { files: listed, damaged: false };
  warn(`${manifestFile} is not a list of the index's files; it is made anew.`);
  const files = (await tip.list('index')).filter((file) => shardName.test(file));
  return { files: files.sort(byTime), damaged: true };
}

/** The order of two files of the index. */
function byTime(a: string, b: string): number {
  const [[, month, number], [, otherMonth, otherNumber]] = [shardName.exec(a)!, shardName.exec(b)!];
  return month!.localeCompare(otherMonth!) || Number(number) - Number(otherNumber);
}

/** Null, with a warning, for what is no list of runs. */
async function readShard(file: string, tip: Pick<Tip, 'readFile'>, warn: Warn): Promise<RunSummary[] | null> {
  const text = await tip.readFile(file);
  const runs = text === null ? null : parsed(text, shardSchema);
  if (!runs) warn(`${file} is ${text === null ? 'missing' : 'not a list of runs'}; it is passed over.`);
  return runs;
}

function parsed<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** One entry a line, so that what a run adds is one line. */
function shardText(runs: readonly RunSummary[]): string {
  return `[\n${runs.map((run) => JSON.stringify(run)).join(',\n')}\n]\n`;
}

function manifestText(files: readonly string[]): string {
  return `${JSON.stringify(files, null, 2)}\n`;
}
