import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';

/**
 * A path as a configuration may name it: relative, inside the repository, outside `.git`.
 *
 * @returns the path, normalized and with `/`, or what is wrong with it
 */
export function repositoryPath(text: string): { path: string } | { problem: string } {
  if (text.trim() === '') return { problem: 'is empty; write a path relative to the root of the repository' };
  if (text.includes('\0')) return { problem: 'has a NUL character' };
  if (text.includes('\\')) return { problem: `"${text}" has a backslash; write / between directories` };
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text)) {
    return { problem: `"${text}" is absolute; write it relative to the root of the repository` };
  }
  const path = posix.normalize(text).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) {
    return { problem: `"${text}" leads out of the repository` };
  }
  if (path.split('/')[0]!.toLowerCase() === '.git') return { problem: `"${text}" is git's own` };
  return { path };
}

/** Whether a path, its symbolic links followed as far as they lead, lies outside the repository. */
export function escapesThroughLink(root: string, file: string): boolean {
  const real = realOf(file, 0);
  if (real === null) return true;
  const fromRoot = relative(realpathSync(root), real);
  return fromRoot === '..' || fromRoot.startsWith(`..${sep}`) || isAbsolute(fromRoot);
}

/** Longest chain of links to what is not there, as in Linux. */
const maxLinks = 40;

/** The real path of a file, or of where it would be; null for links that never end. */
function realOf(file: string, links: number): string | null {
  if (links > maxLinks) return null;
  try {
    return realpathSync(file);
  } catch {
    const parent = realOf(dirname(file), links);
    if (parent === null) return null;
    const here = join(parent, basename(file));
    const link = linkTarget(here);
    return link === null ? here : realOf(resolve(parent, link), links + 1);
  }
}

function linkTarget(file: string): string | null {
  try {
    return readlinkSync(file);
  } catch {
    return null;
  }
}
