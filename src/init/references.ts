import { posix } from 'node:path';
import { quoted } from '../datasets/shown.ts';
import type { Candidate } from './candidates.ts';
import { idFrom } from './names.ts';
import type { Choices, ProposedModel } from './proposal.ts';

/** Where models were named one by one, the others are left out, but for those that they are compared with. */
export function keepReferences(
  drafts: ProposedModel[],
  candidates: readonly Candidate[],
  choices: Choices,
): void {
  if (!choices.onlyPairs) return;
  const kept = new Set<number>();
  for (const [index, { name }] of candidates.entries()) {
    if (!choices.pairs.has(name)) continue;
    for (let at: number | null = index; at !== null && !kept.has(at); at = candidates[at]!.base) kept.add(at);
  }
  for (const [index, model] of drafts.entries())
    if (model.isLive && !kept.has(index))
      Object.assign(model, { isLive: false, because: 'it was not named', open: null });
}

/** Compares a model with its base, where that is evaluated too. */
export function linkReference(
  model: ProposedModel,
  { model: found, base }: Candidate,
  drafts: readonly ProposedModel[],
): void {
  if (!found?.base) return;
  const { name, saidIn } = found.base;
  const reference = base === null ? null : drafts[base]!;
  const isEvaluated = reference?.isLive && !goesInCircle(model, reference, drafts);
  if (isEvaluated) {
    const { 'trainable-parameters': parameters, 'training-emissions': emissions, ...rest } = model.entry;
    model.entry = {
      ...rest,
      reference: reference.id,
      ...(parameters === undefined ? {} : { 'trainable-parameters': parameters }),
      ...(emissions === undefined ? {} : { 'training-emissions': emissions }),
    };
    return;
  }
  model.maybe.unshift({
    key: 'reference',
    value: reference?.id ?? (idFrom(posix.basename(name)) || 'base'),
    because: `${saidIn} names ${quoted(name, 120)}, which is ${reference === null ? 'not here' : 'not evaluated'}: without a reference there is no gain, and no CEGI`,
  });
}

function goesInCircle(
  model: ProposedModel,
  reference: ProposedModel,
  drafts: readonly ProposedModel[],
): boolean {
  let at: ProposedModel | undefined = reference;
  for (let steps = 0; at !== undefined && steps <= drafts.length; steps += 1) {
    if (at === model) return true;
    const next: unknown = at.entry.reference;
    at = next === undefined ? undefined : drafts.find(({ id }) => id === next);
  }
  return false;
}
