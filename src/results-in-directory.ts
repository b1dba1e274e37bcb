import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultFile } from './collect-results.ts';
import { UserError } from './errors.ts';
import { resultLimits } from './result-limits.ts';

/** More than any honest run leaves. */
const limits = { depth: 4, entries: 5_000 };

/**
 * Every `result.json` in a directory and below. Links are not followed, sizes are bounded, and nothing of what is read
 * names a file.
 *
 * @throws UserError where there is none, or there is too much
 */
export async function* resultsInDirectory(directory: string): AsyncGenerator<ResultFile> {
  const files = await resultFiles(directory);
  if (files.length === 0) {
    throw new UserError(
      `There is no result.json in ${directory}. Did the measuring run upload its results, and were they downloaded there?`,
    );
  }
  for (const file of files) yield { name: file, text: await readFile(file, 'utf8') };
}

async function resultFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  let [entries, bytes] = [0, 0];
  const visit = async (directory: string, depth: number): Promise<void> => {
    const names = await readdir(directory).catch((error: Error) => {
      throw new UserError(`${directory} could not be read: ${error.message}`);
    });
    for (const name of names.sort()) {
      entries += 1;
      if (entries > limits.entries) throw new UserError(`${root} holds more than ${limits.entries} entries.`);
      const path = join(directory, name);
      const { size, ...entry } = await lstat(path).then((stats) => ({
        size: stats.size,
        isDirectory: stats.isDirectory(),
        isFile: stats.isFile(),
      }));
      if (entry.isDirectory && depth < limits.depth) await visit(path, depth + 1);
      if (!entry.isFile || name !== 'result.json') continue;
      bytes += size;
      const { files: mostFiles, fileBytes, bytes: mostBytes } = resultLimits;
      if (size > fileBytes || bytes > mostBytes || found.length >= mostFiles) {
        throw new UserError(`The results in ${root} are larger than any that this program writes.`);
      }
      found.push(path);
    }
  };
  await visit(root, 0);
  return found;
}
