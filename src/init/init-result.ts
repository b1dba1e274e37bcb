import { type Findings, placeName } from './findings.ts';
import type { Proposal } from './proposal.ts';
import type { HandledFile } from './write-files.ts';

export interface InitResult {
  /** Whether what was asked for was done: files were written, or would be. */
  done: boolean;
  /** Why not; null where it was. */
  problem: string | null;
  files: HandledFile[];
  findings: Findings;
  proposal: Proposal;
  /** Commands to go on with. */
  next: string[];
}

/** What was found, proposed and written, for those who read JSON. */
export function initJson({ done, problem, files, findings, proposal, next }: InitResult) {
  const common = ({ id, name, isLive, because, entry }: Proposal['models' | 'tasks'][number]) => ({
    id,
    name,
    written: isLive,
    because,
    entry,
  });
  return {
    done,
    problem,
    files: files.map(({ path, state, isWritten, text }) => ({ path, state, written: isWritten, text })),
    models: proposal.models.map(common),
    tasks: proposal.tasks.map((task) => ({ ...common(task), kind: task.kind })),
    found: {
      models: findings.models.map(({ place }) => placeName(place)),
      machine: findings.machine,
      notes: findings.notes,
    },
    next,
  };
}
