import { posix } from 'node:path';
import { quoted } from '../datasets/shown.ts';
import type { FoundDataset } from './findings.ts';
import { wordsIn } from './names.ts';

const splits = ['test', 'validation', 'valid', 'val', 'dev', 'eval', 'train'];

/** Of the splits of one dataset the one that is held back the most; the others are named in the notes. */
export function withoutOtherSplits(
  datasets: readonly FoundDataset[],
  notes: string[],
): { datasets: FoundDataset[]; notes: string[] } {
  const words = ({ path }: FoundDataset) => wordsIn(posix.parse(path).name);
  const splitOf = (dataset: FoundDataset) => words(dataset).find((word) => splits.includes(word)) ?? null;
  const kept = datasets.filter((dataset) => {
    const split = splitOf(dataset);
    if (split === null) return true;
    const rest = (path: string, word: string) => path.toLowerCase().replaceAll(word, '');
    const better = datasets.find((other) => {
      const its = splitOf(other);
      if (other.problem !== null || other.kind !== dataset.kind || its === null) return false;
      if (splits.indexOf(its) >= splits.indexOf(split)) return false;
      // `train_spider.json` lies beside a `dev.json` of no other name.
      const isBeside = words(other).length === 1 && posix.dirname(other.path) === posix.dirname(dataset.path);
      return isBeside || rest(other.path, its) === rest(dataset.path, split);
    });
    if (better)
      notes.push(`${quoted(dataset.path)} was left out, as ${quoted(better.path)} is its other split.`);
    return better === undefined;
  });
  return { datasets: kept, notes };
}
