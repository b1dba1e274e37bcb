import { type PlannedFile, writePlanned } from './planned-file.ts';
import { type Asker, confirm } from './questions.ts';

export interface HandledFile extends PlannedFile {
  isWritten: boolean;
}

/** Writes what is new, and what is there already only where that was asked for or somebody says so. */
export async function writeFiles(
  root: string,
  planned: readonly PlannedFile[],
  {
    dryRun,
    force,
    asker,
    say,
  }: { dryRun: boolean; force: boolean; asker: Asker | null; say: (line: string) => void },
): Promise<HandledFile[]> {
  const handled: HandledFile[] = [];
  // All is asked before anything is written: who goes away at a question leaves nothing half done.
  for (const file of planned) {
    const { path, state, added, removed } = file;
    if (state === 'different' && (!force || dryRun))
      say(`${path} is there already, and would change: ${added} lines added, ${removed} removed.`);
    const mayOverwrite = async () => asker !== null && (await confirm(asker, `Overwrite ${path}?`, false));
    const isWritten =
      !dryRun && (state === 'new' || (state === 'different' && (force || (await mayOverwrite()))));
    handled.push({ ...file, isWritten });
  }
  for (const { isWritten, ...file } of handled) {
    if (isWritten) await writePlanned(root, file);
    if (isWritten) say(`Wrote ${file.path}.`);
    else if (!dryRun && file.state === 'same') say(`${file.path} is as it would be written.`);
  }
  return handled;
}
