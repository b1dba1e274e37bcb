import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { UserError } from '../../errors.ts';

export interface Line {
  /** From 1. */
  number: number;
  /** Without its end. */
  bytes: Buffer;
}

export interface LineLimits {
  /** What the file is, in errors: "its predictions". */
  what: string;
  /** What to do where it is not there. */
  remedy: string;
  maxBytes: number;
  maxLineBytes: number;
}

const chunkBytes = 1 << 16;
const lineFeed = 0x0a;

/**
 * The lines of a file that another program wrote, those of white space alone left out, in bounded memory.
 *
 * @throws UserError where it is not there, is no file of its own, or is larger than it may be.
 */
export async function* boundedLines(file: string, limits: LineLimits): AsyncGenerator<Line> {
  await refuseUnlessFile(file, limits);
  // Never waits, as a pipe that was put in the file's place would have it.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    let number = 0;
    let total = 0;
    let parts: Buffer[] = [];
    let length = 0;
    const finished = (): Line | null => {
      number += 1;
      const bytes = Buffer.concat(parts, length);
      [parts, length] = [[], 0];
      return bytes.every(isWhiteSpace) ? null : { number, bytes };
    };
    const grow = (part: Buffer) => {
      length += part.length;
      if (length > limits.maxLineBytes) {
        throw new UserError(
          `${limits.what}, line ${number + 1}: it is longer than ${limits.maxLineBytes} bytes`,
        );
      }
      parts.push(Buffer.from(part));
    };
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) break;
      total += bytesRead;
      if (total > limits.maxBytes) throw tooLarge(limits);
      let at = 0;
      for (
        let end = chunk.indexOf(lineFeed);
        end >= 0 && end < bytesRead;
        end = chunk.indexOf(lineFeed, at)
      ) {
        grow(chunk.subarray(at, end));
        at = end + 1;
        const line = finished();
        if (line) yield line;
      }
      grow(chunk.subarray(at, bytesRead));
    }
    const last = length > 0 ? finished() : null;
    if (last) yield last;
  } finally {
    await handle.close();
  }
}

/** @throws UserError for what is not there, for a link, a directory or a pipe, and for what is too large. */
export async function refuseUnlessFile(
  file: string,
  limits: Pick<LineLimits, 'what' | 'remedy' | 'maxBytes'>,
): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (found === null) throw new UserError(`${limits.what}: there is no such file; ${limits.remedy}`);
  if (found.isSymbolicLink()) {
    throw new UserError(`${limits.what}: it is a symbolic link; write the file itself`);
  }
  if (!found.isFile()) throw new UserError(`${limits.what}: it is not a file`);
  if (found.size > limits.maxBytes) throw tooLarge(limits);
}

function tooLarge({ what, maxBytes }: Pick<LineLimits, 'what' | 'maxBytes'>): UserError {
  return new UserError(`${what}: it is larger than ${maxBytes} bytes`);
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
