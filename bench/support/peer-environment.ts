import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const outputBytes = 2 ** 24;

/**
 * The Python of a virtual environment that holds exactly what a file of requirements pins. It lies in `directory`,
 * under the hash of the file, and is made where it is not there yet; a half-made one is never found.
 */
export async function peerPython(requirements: string, directory: string): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const made = path.join(directory, `python-${hash}`);
  const python = path.join(made, 'bin', 'python');
  if (existsSync(path.join(made, 'complete'))) return python;
  console.error(`Installing the peers into ${made} ...`);
  await rm(made, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await run('python3', ['-m', 'venv', made]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  await run(python, install, { maxBuffer: outputBytes });
  await mkdir(path.join(made, 'complete'));
  return python;
}
