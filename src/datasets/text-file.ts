import { UserError } from '../errors.ts';
import { lfsAdvice, lfsPointerBeginning } from '../models/lfs.ts';

/**
 * The text of a file's bytes, which must be UTF-8; a byte order mark is left out.
 *
 * @param path what errors call the file
 * @throws UserError where it is not UTF-8, or a Git LFS pointer.
 */
export function textOf(bytes: Uint8Array, path: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text; save it as UTF-8.`);
  }
  if (text.startsWith(lfsPointerBeginning)) throw new UserError(lfsAdvice(path));
  return text;
}
