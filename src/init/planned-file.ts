import { spawn } from 'node:child_process';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { escapesThroughLink } from '../config/repository-path.ts';
import { UserError } from '../errors.ts';
import { absolute } from './repository-files.ts';

/** A file that is to be written, and what is there now. */
export interface PlannedFile {
  path: string;
  text: string;
  state: 'new' | 'same' | 'different';
  /** Lines, where another is there. */
  added: number;
  removed: number;
}

/** @throws UserError where something other than a file is there, or a link that leads elsewhere. */
export async function plannedFile(root: string, path: string, text: string): Promise<PlannedFile> {
  const file = absolute(root, path);
  const found = await lstat(file).catch(() => null);
  if (escapesThroughLink(root, file) || (found !== null && !found.isFile()))
    throw new UserError(
      `${path} is a link or no file; nothing is written there. Move it away, then try again.`,
    );
  if (found === null) return { path, text, state: 'new', added: 0, removed: 0 };
  const there = await readFile(file, 'utf8').catch(refuse(path, 'read'));
  if (there === text) return { path, text, state: 'same', added: 0, removed: 0 };
  return { path, text, state: 'different', ...(await changedLines(root, path, text)) };
}

/** @throws UserError where it cannot be written */
export async function writePlanned(root: string, { path, text }: PlannedFile): Promise<void> {
  const file = absolute(root, path);
  await mkdir(dirname(file), { recursive: true }).catch(refuse(path, 'written'));
  await writeFile(file, text).catch(refuse(path, 'written'));
}

function refuse(path: string, done: string) {
  return (error: Error): never => {
    throw new UserError(`${path} cannot be ${done}: ${error.message}.`);
  };
}

/** Lines that git's diff adds and removes. */
function changedLines(root: string, path: string, text: string): Promise<{ added: number; removed: number }> {
  const options = ['diff', '--no-index', '--no-ext-diff', '--no-textconv', '--numstat', '--', path, '-'];
  return new Promise((resolve, reject) => {
    const child = spawn('git', options, { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', () => {
      const [added = 0, removed = 0] = output.split('\t', 2).map(Number);
      resolve({ added, removed });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  });
}
