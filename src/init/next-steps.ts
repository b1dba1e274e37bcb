import { relative } from 'node:path';
import { standIn } from './action-name.ts';
import type { MachineFindings } from './findings.ts';
import type { Proposal } from './proposal.ts';
import { absolute } from './repository-files.ts';
import type { Settings } from './settings.ts';
import type { HandledFile } from './write-files.ts';

export interface NextStepsOptions {
  root: string;
  /** From where the commands are run. */
  directory: string;
  /** The file that starts this program, absolute. */
  program: string;
  files: readonly HandledFile[];
  proposal: Proposal;
  machine: MachineFindings | null;
  settings: Settings;
  /** As the workflow names it; null where none is written. */
  action: string | null;
}

/** Commands to go on with, each with what it is for. */
export function nextSteps(options: NextStepsOptions): string[] {
  const { root, directory, files, proposal, machine, settings, action } = options;
  const nearby = relative(directory, options.program);
  const program = `node ${nearby.startsWith('..') ? options.program : nearby}`;
  const isUnfetched = proposal.models.some(({ isLive, isUnfetched: its }) => isLive && its);
  const isForeign = proposal.models.some(({ isLive, needs }) => isLive && needs !== null);
  const added = files
    .filter(({ isWritten }) => isWritten)
    .map(({ path }) => relative(directory, absolute(root, path)));
  return [
    ...(isUnfetched ? ['git lfs pull   # models here are pointers'] : []),
    `${program} check --all   # try it here${isForeign ? ', once there is what the models need' : ''}`,
    ...(machine !== null && !machine.decides && !settings.acceptEstimates
      ? [`${program} doctor   # no counter that may decide can be read here: what would mend that`]
      : []),
    ...(action?.startsWith(`${standIn}@`)
      ? [`write your copy of this action for ${action} in the workflow, or give --action owner/name@version`]
      : []),
    ...(action === null
      ? []
      : [`have a runner with the labels ${settings.runner.join(', ')}: docs/runners.md`]),
    ...(added.length === 0
      ? []
      : [`git add ${added.join(' ')} && git commit -m "Check the carbon of model changes"`]),
  ];
}
