import { UserError } from '../errors.ts';
import type { GithubEvent } from './event.ts';
import { runGit } from './git.ts';

/** The merge of a pull request into its base, as `actions/checkout` checks it out where nothing else is asked of it. */
export interface TestMerge {
  commit: string;
  /** The base's commit that it is merged onto. */
  onto: string;
}

/**
 * What is checked out, held to what the event is about: a check of another tree would be shown on a commit, or become
 * its baseline, without saying anything of it. Where git cannot tell, nothing is known of the tree, and it is taken for
 * what the event says.
 *
 * @returns the merge where that is checked out in place of a pull request's head; else null
 * @throws UserError where it is another commit
 */
export async function checkedOut(directory: string, event: GithubEvent): Promise<TestMerge | null> {
  // What is checked out there is no matter: nothing may be measured.
  if (event.kind === 'workflow-run') return null;
  const found = await runGit(directory, ['cat-file', 'commit', 'HEAD']);
  const head = await runGit(directory, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (!found.ok || !head.ok) {
    if (event.name !== 'pull_request_target') return null;
    throw new UserError(
      `Under pull_request_target the base is checked out where nothing else is asked for, and what is checked out here could not be told: ${found.ok ? 'git knows no HEAD' : found.message}.`,
    );
  }
  const commit = head.output.trim();
  if (commit === event.headCommit) return null;
  // Shallow clones have a commit without its parents, but still with their names.
  const parents = [...(found.output.split('\n\n')[0] ?? '').matchAll(/^parent ([0-9a-f]+)$/gm)].map(
    ([, parent]) => parent!,
  );
  const [onto, merged] = parents;
  if (event.kind === 'pull-request' && parents.length === 2 && merged === event.headCommit) {
    return { commit, onto: onto! };
  }
  throw new UserError(
    `The commit ${commit} is checked out, and this run (${event.name}) is of ${event.headCommit}: what is measured would be taken for another's. ${advice(event)}`,
  );
}

/**
 * The same, for what a report judges later: it has no clone, and takes the head's configuration and changes.
 *
 * @throws UserError where anything but the head is checked out
 */
export async function headCheckedOut(directory: string, event: GithubEvent): Promise<void> {
  const merge = await checkedOut(directory, event);
  if (!merge) return;
  throw new UserError(
    `The merge ${merge.commit} of the pull request is checked out, and the report will judge its head. ${advice(event)}`,
  );
}

function advice(event: GithubEvent): string {
  return event.kind === 'pull-request'
    ? `Give the checkout step \`ref: \${{ github.event.pull_request.head.sha }}\`; whoever can change that code runs it on your machine (docs/threat-model.md).`
    : 'Let the checkout step take what started the run: leave out its `ref`.';
}
