import { UserError } from '../errors.ts';
import type { Octokit } from './client.ts';
import { askedTwice } from './missing.ts';

/**
 * The text of a file; null where GitHub does not have it, or the token may not see it.
 *
 * @param ref commit, or full name of a branch: `refs/heads/main`
 * @throws UserError where something else than a file is at the path; else the client's errors
 */
export async function fileContents(
  octokit: Octokit,
  at: { owner: string; repo: string },
  { ref, path }: { ref: string; path: string },
  signal?: AbortSignal,
): Promise<string | null> {
  return askedTwice(async () => {
    const { data } = await octokit.rest.repos.getContent({
      ...at,
      path,
      ref,
      mediaType: { format: 'raw' },
      ...(signal && { request: { signal } }),
    });
    // The types know only the JSON form.
    const content: unknown = data;
    if (typeof content === 'string') return content;
    if (content instanceof ArrayBuffer) return new TextDecoder().decode(content);
    throw new UserError(`${path} at ${ref} is not a plain file.`);
  });
}
