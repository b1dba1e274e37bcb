import type { Octokit } from './client.ts';
import { failureOf } from './failure.ts';

/** Who acts with the token of a workflow. */
const workflowAccount = 'github-actions[bot]';

/** The account that the token acts as. REST has no such call for a workflow's token, GraphQL has. */
export async function ownLogin(octokit: Octokit, signal: AbortSignal): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }', {
      request: { signal },
    });
    return viewer.login;
  } catch (error) {
    // A GraphQL error is an answer as well: no identity is on offer, and the usual one is the best guess.
    if (error instanceof Error && error.name === 'GraphqlResponseError') return workflowAccount;
    if (failureOf(error).kind === 'unavailable') throw error;
    return workflowAccount;
  }
}
