import { relative } from 'node:path';
import { UserError } from '../errors.ts';
import { git } from './git.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** As the documentation calls the action. */
export const standIn = 'your-org/cegi-action';

const workflowFile = /^\.github\/workflows\/[^/]+\.ya?ml$/;
const maxWorkflowBytes = 256 * 1024;

/**
 * What a workflow's step uses: where this program is a checkout of a repository on GitHub, that; else the stand-in of
 * the documentation.
 *
 * @param directory of this program
 */
export async function ownAction(directory: string, version: string): Promise<string> {
  const top = await git(directory, 'rev-parse', '--show-toplevel');
  // A copy inside of another repository is not that repository's.
  const isOwn = top !== null && relative(top, directory).split(/[\\/]/).length === 1;
  const url = isOwn ? await git(directory, 'remote', 'get-url', 'origin') : null;
  const name = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? '')?.[1];
  return `${name ?? standIn}@v${version.split('.')[0]}`;
}

/** @throws UserError for what is no action of a repository at a version */
export function checkedAction(text: string): string {
  if (/^[\w.-]{1,100}\/[\w.-]{1,100}@[\w./-]{1,200}$/.test(text)) return text;
  throw new UserError(`--action ${text}: write owner/name@version, such as ${standIn}@v0.`);
}

/** A workflow that uses the action, or one of its parts, already; null where there is none. */
export async function workflowThatUses(action: string, files: RepositoryFiles): Promise<string | null> {
  const name = action.split('@')[0]!.split('/')[1]!;
  for (const path of files.sizes.keys()) {
    if (!workflowFile.test(path)) continue;
    const text = (await files.beginning(path, maxWorkflowBytes)) ?? '';
    const used = [...text.matchAll(/^[ \t-]*uses:[ \t]*["']?[\w.-]+\/([\w.-]+)[\w./-]*@/gm)];
    if (used.some(([, repository]) => repository === name)) return path;
  }
  return null;
}
