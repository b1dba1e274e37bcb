import { posix } from 'node:path';
import { wordsIn } from './names.ts';

/** How near two files are: the directories that their paths begin with in common, and then the words that their names share. */
export function nearness(a: string, b: string): number {
  const [here, there] = [posix.dirname(a).split('/'), posix.dirname(b).split('/')];
  const different = here.findIndex((part, index) => part !== there[index]);
  const words = new Set(wordsIn(posix.basename(b)));
  const shared = wordsIn(posix.basename(a)).filter((word) => words.has(word)).length;
  return 100 * (different < 0 ? here.length : different) + shared;
}
