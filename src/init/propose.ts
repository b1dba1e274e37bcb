import { candidatesOf } from './candidates.ts';
import { draftModel } from './draft-model.ts';
import type { Findings } from './findings.ts';
import { pairedWith } from './pair-tasks.ts';
import type { Choices, Proposal } from './proposal.ts';
import { proposedTasks } from './propose-tasks.ts';
import { keepReferences, linkReference } from './references.ts';

/** What would be written, from what was found and chosen; pure, so that it can be made again after every answer. */
export function propose(findings: Findings, choices: Choices): Proposal {
  const tasks = proposedTasks(findings, choices);
  const candidates = candidatesOf(findings);
  const usable = tasks.filter((task) => task.isLive);
  const pairs = pairedWith(candidates, usable, choices);
  const drafts = candidates.map((candidate, index) =>
    draftModel(candidate, pairs[index]!, { candidates, usable, findings, choices }),
  );
  keepReferences(drafts, candidates, choices);
  const used = new Set(drafts.filter(({ isLive }) => isLive).map(({ entry }) => entry.task));
  for (const task of usable)
    if (!used.has(task.id)) {
      task.isLive = false;
      task.because ??= 'no model here is evaluated on it';
    }
  for (const [index, model] of drafts.entries()) linkReference(model, candidates[index]!, drafts);
  return { tasks, models: drafts };
}
