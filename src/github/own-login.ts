import type { Octokit } from './client.ts';
import { failureOf } from './failure.ts';

/** Who acts with the token of a workflow. */
const workflowAccount = 'github-actions[bot]';

/**
 * The account that the token acts as. REST has no such call for a workflow's token, GraphQL has. Where that does not say
 * it, the account of workflows is the best guess.
 */
export async function ownLogin(
  octokit: Octokit,
  signal: AbortSignal,
): Promise<{ login: string; isGuess: boolean }> {
  const guess = { login: workflowAccount, isGuess: true };
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }', {
      request: { signal },
    });
    return { login: viewer.login, isGuess: false };
  } catch (error) {
    if (isGraphqlError(error)) {
      const limited = error.errors?.find(({ type }) => type === 'RATE_LIMITED');
      if (!limited) return guess;
      throw Object.assign(new Error(limited.message), { status: 429, response: { headers: error.headers } });
    }
    const { kind } = failureOf(error);
    if (kind === 'unavailable' || kind === 'rate-limited') throw error;
    return guess;
  }
}

/** What GraphQL answers beside data, or in place of it. */
interface GraphqlError extends Error {
  errors?: { type?: string; message: string }[];
  headers: Record<string, string | number | undefined>;
}

const isGraphqlError = (error: unknown): error is GraphqlError =>
  error instanceof Error && error.name === 'GraphqlResponseError';
