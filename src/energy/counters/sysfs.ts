import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Reads one file of a kernel tree. Throws what `readFileSync` throws. */
export type ReadText = (path: string) => string;

export const readText: ReadText = (path) => readFileSync(path, 'utf8');

/** The text of a file, trimmed, or null where there is none that can be read. */
export function textOf(path: string, read: ReadText): string | null {
  try {
    return read(path).trim();
  } catch {
    return null;
  }
}

/** The entries of a directory, sorted; none where it does not exist. */
export function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** The last part of where `path` really is, or null where it is nowhere. */
export function realNameOf(...path: string[]): string | null {
  try {
    return (
      realpathSync(join(...path))
        .split('/')
        .at(-1) ?? null
    );
  } catch {
    return null;
  }
}

/** The non-negative whole number that a kernel file holds. Throws in words for everything else. */
export function readCount(path: string, read: ReadText): number {
  let text: string;
  try {
    text = read(path).trim();
  } catch (error) {
    throw new Error(`${path}: ${inWords(error)}`);
  }
  if (!/^\d{1,19}$/.test(text))
    throw new Error(`${path} holds ${JSON.stringify(text.slice(0, 40))}, not a number`);
  return Number(text);
}

/** Whether it is the lack of a right that keeps a file from being read. */
export function isDenied(path: string, read: ReadText): boolean {
  try {
    read(path);
    return false;
  } catch (error) {
    return codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM';
  }
}

const words: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file',
  ENODEV: 'the device is gone',
  ENODATA: 'the device gives no data',
  EIO: 'the device does not answer',
};

function inWords(error: unknown): string {
  return words[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
