import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync } from 'node:fs';
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
    text = read(path);
  } catch (error) {
    throw new Error(`${path}: ${inWords(error)}`);
  }
  const count = parseCount(text);
  if (count === null) throw notANumber(path, text);
  return count;
}

/** The number in a kernel file, for those who read it many times a second. */
export interface CountFile {
  /** The number as it is now. Throws in words where there is none. */
  read(): number;
  /** Lets go of the file; a later read opens it again. */
  close(): void;
}

/**
 * Keeps a kernel file open between reads: a read at position 0 has the kernel write its value anew
 * (Documentation/filesystems/sysfs.rst). A file that fails is opened once more, for a driver that was loaded again
 * has another file in its place. With a reader other than `readText`, that is asked each time.
 */
export function openCount(path: string, read: ReadText = readText): CountFile {
  if (read !== readText) return { read: () => readCount(path, read), close: () => {} };
  let descriptor: number | null = null;
  const close = () => {
    if (descriptor === null) return;
    const held = descriptor;
    descriptor = null;
    closeSync(held);
  };
  const bytesAtStart = (): number => {
    descriptor ??= openSync(path, 'r');
    return readSync(descriptor, bytes, 0, bytes.length, 0);
  };
  return {
    read() {
      let length: number;
      const wasOpen = descriptor !== null;
      try {
        length = bytesAtStart();
      } catch (error) {
        close();
        if (!wasOpen) throw new Error(`${path}: ${inWords(error)}`);
        try {
          length = bytesAtStart();
        } catch (again) {
          close();
          throw new Error(`${path}: ${inWords(again)}`);
        }
      }
      const text = bytes.toString('latin1', 0, length);
      const count = parseCount(text);
      if (count === null) throw notANumber(path, text);
      return count;
    },
    close,
  };
}

/** More than any number needs. Shared, for reads do not overlap. */
const bytes = Buffer.alloc(64);

const [zero, nine, space] = [48, 57, 32];
/** What a number may have without being rounded on the way. */
const exactDigits = 15;
const mostDigits = 19;

/** A non-negative whole number among white space, or null. */
export function parseCount(text: string): number | null {
  let at = 0;
  let end = text.length;
  while (end > at && text.charCodeAt(end - 1) <= space) end -= 1;
  while (at < end && text.charCodeAt(at) <= space) at += 1;
  const digits = end - at;
  if (digits === 0 || digits > mostDigits) return null;
  let count = 0;
  for (let index = at; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code < zero || code > nine) return null;
    count = count * 10 + (code - zero);
  }
  return digits <= exactDigits ? count : Number(text.slice(at, end));
}

function notANumber(path: string, text: string): Error {
  return new Error(`${path} holds ${JSON.stringify(text.trim().slice(0, 40))}, not a number`);
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
