import { commentMarker } from './comment.ts';
import { usualConfigPath } from './inputs.ts';

/** By what a check finds what it showed before, and nothing of another check's. */
export interface CheckIdentity {
  /** Name of the check run, as the list of a pull request's checks shows it. */
  checkRun: string;
  /** Marker of the comment. */
  marker: string;
}

/**
 * A repository may have several configurations; and one commit may be the head of several pull requests, which are judged
 * by the rules of different bases: none may take the place of another's.
 *
 * @param config path of the configuration
 * @param into the branch that it is to get into, where that is not the default one; else null
 */
export function checkIdentity(config: string, into: string | null): CheckIdentity {
  const own = config === usualConfigPath ? [] : [config];
  const besides = [...own, ...(into === null ? [] : [`into ${into}`])];
  return {
    checkRun: ['CEGI carbon check', ...besides.map((text) => `(${text.slice(0, longest)})`)].join(' '),
    marker: commentMarker(['check', ...own].join(':')),
  };
}

const longest = 80;
