import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty directory that goes when the running test has finished. */
export async function temporaryDirectory(name: string): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), `${name}-`));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
