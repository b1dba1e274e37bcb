import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives all tests of a run one temporary directory, and removes what they leave in it. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'cegi-tests-'));
  process.env.TMPDIR = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
