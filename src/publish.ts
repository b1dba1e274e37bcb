import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult } from './measurement/result.ts';
import { commentMarkdown } from './report/comment.ts';
import { reportHtml } from './report/html.ts';

/** Writes `result.json` in one step, so that a reader never sees half of it. */
export async function writeResult(result: CheckResult, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'result.json');
  await writeFile(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`);
  await rename(`${file}.new`, file);
  return file;
}

/** Writes the badge's two forms: for shields.io, and as a picture. */
export async function writeBadge(result: CheckResult, directory: string): Promise<void> {
  // Loaded here because the tables of letter widths that it draws with would slow down every start.
  const { badgeJson, badgeSvg } = await import('./report/badge.ts');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'badge.json'), `${JSON.stringify(badgeJson(result), null, 2)}\n`);
  await writeFile(join(directory, 'badge.svg'), badgeSvg(result));
}

/** Writes everything that a check leaves: result, comment, page and badge. Returns the comment, with `marker` in it. */
export async function writeReports(result: CheckResult, directory: string, marker: string): Promise<string> {
  const comment = commentMarkdown(result, { marker });
  await writeResult(result, directory);
  await writeFile(join(directory, 'comment.md'), `${comment}\n`);
  await writeFile(join(directory, 'report.html'), reportHtml(result));
  await writeBadge(result, directory);
  return comment;
}
