import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../errors.ts';
import { brokenOff, type HubConnection, silenceMs } from './connection.ts';
import type { HubFile } from './needed-files.ts';

const progressEveryMs = 10_000;

/**
 * Fetches a content into the cache: under a name of its own while it is incomplete, and under its hash once size and
 * hash are right. A connection that drops is taken up where it dropped.
 *
 * @throws UserError where the Hub gives something else than it announced, or the disk is full.
 */
export async function download(
  url: string,
  file: HubFile,
  target: string,
  { connection, log }: { connection: HubConnection; log: (line: string) => void },
): Promise<void> {
  // Another process may fetch the same.
  const incomplete = `${target}.${randomUUID()}.incomplete`;
  try {
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(incomplete, 'wx');
    try {
      await fill(handle, url, file, { connection, log });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(incomplete, target);
  } catch (error) {
    throw isFull(error) ? new UserError(diskFull(target)) : error;
  } finally {
    await rm(incomplete, { force: true });
  }
}

/** @throws UserError where the disk has no room for what is to be fetched. */
export async function refuseUnlessRoom(directory: string, bytes: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes) {
    throw new UserError(
      `${inUnits(bytes)} are to be fetched, and ${inUnits(bavail * bsize)} are left: ${diskFull(directory)}`,
    );
  }
}

async function fill(
  handle: FileHandle,
  url: string,
  file: HubFile,
  { connection, log }: { connection: HubConnection; log: (line: string) => void },
): Promise<void> {
  let hash = hashOf(file);
  let done = 0;
  let shownAtMs = performance.now();
  let failures = 0;
  while (done < file.size || failures === 0) {
    const before = done;
    try {
      const response = await connection.open(url, done);
      if (done > 0 && !goesOn(response, done)) {
        [hash, done] = [hashOf(file), 0];
        await handle.truncate(0);
      }
      for await (const part of watched(response)) {
        done += part.length;
        if (done > file.size)
          throw wrong(file, `is larger than the ${file.size} bytes that the Hub announced`);
        hash.update(part);
        await handle.write(part, 0, part.length, done - part.length);
        if (performance.now() - shownAtMs < progressEveryMs) continue;
        shownAtMs = performance.now();
        log(`${file.path}: ${inUnits(done)} of ${inUnits(file.size)}`);
      }
      if (done === file.size) break;
      throw brokenOff(new Error(`${file.path} broke off after ${done} of ${file.size} bytes`));
    } catch (error) {
      failures = done > before ? 1 : failures + 1;
      await connection.afterFailure(error, failures);
    }
  }
  if (hash.digest('hex') !== file.hash.hex) {
    throw wrong(file, `is not what the Hub announced (${file.hash.algorithm} ${file.hash.hex})`);
  }
}

/** The parts of a body. @throws what may pass, where it breaks off or nothing comes for too long. */
async function* watched(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`nothing came for ${silenceMs / 1000} s`)), silenceMs);
      });
      let result: { done: boolean; value?: Uint8Array };
      try {
        result = await Promise.race([reader.read(), silence]);
      } catch (error) {
        throw brokenOff(error);
      } finally {
        clearTimeout(timer);
      }
      if (result.done || !result.value) return;
      yield result.value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Whether an answer begins where it was asked to, and not at the file's beginning. */
function goesOn({ status, headers }: Response, offset: number): boolean {
  return status === 206 && (headers.get('content-range') ?? '').startsWith(`bytes ${offset}-`);
}

/** The id of a Git blob is the hash of its header and content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects. */
function hashOf({ hash, size }: HubFile): Hash {
  return hash.algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}

function wrong({ path }: HubFile, how: string): UserError {
  return new UserError(`${path} ${how}; try again, and look for a proxy in between that changes it`);
}

function isFull(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
}

function diskFull(directory: string): string {
  return `there is no room in ${directory}: free some, or set HF_HUB_CACHE to a directory that has it`;
}

/** Bytes, for people. */
export function inUnits(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toPrecision(3)} ${units[power]}`;
}

/** Whether a content is in the cache, whole. */
export async function isThere(target: string, { size }: HubFile): Promise<boolean> {
  const found = await stat(target).catch(() => null);
  return found?.isFile() === true && found.size === size;
}
