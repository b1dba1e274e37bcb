import { taskKindDetails } from '../config/task-kinds.ts';
import type { TaskKind } from '../measurement/measurement.ts';
import type { Candidate } from './candidates.ts';
import { sharedWords } from './names.ts';
import type { Choices, ProposedTask } from './proposal.ts';

/** Words by which names of models tell what they do. */
const wordsOfKind: Record<TaskKind, readonly string[]> = {
  'text-to-sql': ['sql', 'text2sql', 'nl2sql', 'spider', 'bird'],
  summarization: ['summarization', 'summary', 'dialogue', 'dialog', 'samsum', 'xsum'],
  captioning: ['captioning', 'coco'],
  vqa: ['vqa', 'vqav2', 'pathvqa'],
  harness: [],
};

export interface Paired {
  task: ProposedTask | null;
  /** Why the task was chosen, where it was guessed. */
  guess: string | null;
}

/** Whether a candidate can be evaluated on a task, as far as is known of it. */
export function suits({ model, server }: Candidate, task: ProposedTask): boolean {
  if (task.kind === 'harness')
    return model !== null && ['safetensors', 'adapter', 'unknown'].includes(model.format) && server === null;
  const seesPictures = model?.seesPictures ?? false;
  const hasPictures = taskKindDetails[task.kind].required.includes('image');
  // What a model on the Hub can is not known where it could not be asked for.
  return model?.format === 'unknown' ? true : seesPictures === hasPictures;
}

/** The task of each candidate, where it was chosen, is the only one that suits, or is told by names. */
export function pairedWith(
  candidates: readonly Candidate[],
  usable: readonly ProposedTask[],
  choices: Choices,
): Paired[] {
  const none: Paired = { task: null, guess: null };
  const pairs = candidates.map((candidate): Paired => {
    const chosen = choices.pairs.get(candidate.name);
    if (chosen !== undefined) return { task: usable.find(({ id }) => id === chosen) ?? null, guess: null };
    const suited = usable.filter((task) => suits(candidate, task));
    if (suited.length <= 1) return { task: suited[0] ?? null, guess: null };
    const [best, second] = ranked(candidate, suited);
    if (best!.shared.length > (second?.shared.length ?? 0))
      return {
        task: best!.task,
        guess: `"${best!.shared.join(' ')}" is in its path and in its data's`,
      };
    return none;
  });
  // What a base is evaluated on, its fine-tunes say where nothing else does.
  for (const [index, { base }] of candidates.entries()) {
    const { task } = pairs[index]!;
    if (base === null || task === null) continue;
    const its = pairs[base]!;
    const isSaid = choices.pairs.has(candidates[base]!.name);
    if (!isSaid && (its.task === null || its.guess !== null) && suits(candidates[base]!, task))
      pairs[base] = { task, guess: `its task is that of ${candidates[index]!.id}` };
  }
  return pairs;
}

/** Tasks by the words that their names share with a candidate's, the most first. */
export function ranked(candidate: Candidate, suited: readonly ProposedTask[]) {
  const names = candidate.server === null ? candidate.name : `${candidate.name} ${candidate.server.model}`;
  return suited
    .map((task) => ({ task, shared: sharedWords(names, [task.id, task.name, ...wordsOfKind[task.kind]]) }))
    .sort((a, b) => b.shared.length - a.shared.length);
}
