import { UserError } from '../errors.ts';
import { lfsAdvice, lfsPointerBeginning } from '../models/lfs.ts';

/** JavaScript's strings are no longer than 2^29 characters. */
const maxBytes = 500 * 1024 * 1024;

/**
 * The text of a file's bytes, which must be UTF-8; a byte order mark is left out.
 *
 * @param path what errors call the file
 * @throws UserError where it is not UTF-8, too large, or a Git LFS pointer.
 */
export function textOf(bytes: Uint8Array, path: string): string {
  if (bytes.length > maxBytes)
    throw new UserError(
      `${path} is larger than ${maxBytes / 1024 / 1024} MiB, the most that a text file may have. Save it as Parquet, or split it.`,
    );
  const text = utf8Of(bytes);
  if (text === null) throw new UserError(`${path} is not UTF-8 text; save it as UTF-8.`);
  if (text.startsWith(lfsPointerBeginning)) throw new UserError(lfsAdvice(path));
  return text;
}

/** Bytes as UTF-8, without a byte order mark; null where they are not. */
export function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
