import { z } from 'zod';
import { partsOfRunFile } from './branch-layout.ts';

/** A commit that is run without end keeps its newest runs. */
const mostRuns = 1000;

const commitRunsSchema = z.array(z.string().refine((file) => partsOfRunFile(file) !== null));

/** The files of a commit's runs, the oldest first; null for what is no such list. */
export function commitRuns(text: string): string[] | null {
  try {
    return commitRunsSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The list with one more run. */
export function withRun(text: string | null, file: string): string {
  const files = (text === null ? null : commitRuns(text)) ?? [];
  return `${JSON.stringify([...files, file].slice(-mostRuns), null, 2)}\n`;
}
