import { posix } from 'node:path';
import { hubNamePattern } from '../config/hub-name.ts';
import { quoted } from '../datasets/shown.ts';
import type { TaskKind } from '../measurement/measurement.ts';
import type { Candidate } from './candidates.ts';
import { type Findings, type FoundHarnessTask, type FoundModel, placeName } from './findings.ts';
import { listed } from './names.ts';
import { type Paired, ranked, suits } from './pair-tasks.ts';
import type { Choices, ProposedModel, ProposedTask } from './proposal.ts';
import { type Base, type WayToRun, wayToRun } from './ways-to-run.ts';

/**
 * Longest answers, in tokens: what the references of the kinds' usual datasets have, and some room. What a model writes
 * beyond would only cost energy.
 */
const maxNewTokens: Record<TaskKind, number> = {
  'text-to-sql': 160,
  summarization: 128,
  captioning: 48,
  vqa: 16,
  harness: 256,
};

interface DraftContext {
  candidates: readonly Candidate[];
  usable: readonly ProposedTask[];
  findings: Findings;
  choices: Choices;
}

/** The entry of a candidate, as a whole or as a comment with the reason; still without its reference. */
export function draftModel(
  candidate: Candidate,
  paired: Paired,
  { candidates, usable, findings, choices }: DraftContext,
): ProposedModel {
  const { id, name, model, server } = candidate;
  const suited = ranked(
    candidate,
    usable.filter((task) => suits(candidate, task)),
  ).map(({ task }) => task);
  const isChosen = choices.pairs.has(name);
  const guessed = paired.task === null && choices.guesses ? (suited[0] ?? null) : null;
  const task = paired.task ?? guessed;
  const shownTask = task ?? suited[0] ?? null;
  const way = wayOf(candidate, shownTask, { candidates, findings });
  const entry: Record<string, unknown> = { id, ...placeEntry(model), task: shownTask?.id ?? 'TASK' };
  if ('evaluator' in way) entry.evaluator = way.evaluator;
  if (model?.trainableParameters) entry['trainable-parameters'] = model.trainableParameters;
  if (model?.trainingEmissions) entry['training-emissions'] = model.trainingEmissions;
  const proposed: ProposedModel = {
    id,
    name,
    entry,
    isLive: false,
    because: null,
    open: null,
    needs: null,
    isUnfetched: model?.isUnfetched ?? false,
    isFineTune: candidate.base !== null,
    suited: suited.map((one) => one.id),
    notes: [...(model?.notes ?? []), ...(model?.namedIn ? [`named in ${quoted(model.namedIn)}`] : [])],
    maybe: [],
  };
  const left = (because: string, open: ProposedModel['open'] = null): ProposedModel => ({
    ...proposed,
    because,
    open,
  });
  const problem = model?.problem ?? ('problem' in way ? way.problem : null);
  if (problem !== null) return left(problem);
  if (choices.refused.has(name)) return left('you left it out');
  if (suited.length === 0) return left(noTaskFor(model));
  if (task === null)
    return left(`which task it is for is not clear: ${listed(suited.map((one) => one.id))}`, 'task');
  const { needs } = way as WayToRun;
  const needed =
    server === null
      ? needs
      : `its server, running before the check: docker compose -f ${quoted(server.path)} up -d`;
  if (needed !== null) {
    const what = `it needs ${needed}`;
    if (!(isChosen || choices.guesses || choices.taken.has(name))) return left(what, 'take');
    proposed.needs = what;
    proposed.notes.push(what);
  }
  proposed.isLive = true;
  proposed.because =
    guessed === null ? paired.guess : `the task was guessed among ${listed(suited.map((one) => one.id))}`;
  if (server === null && model !== null) {
    if (model.dtypes.length > 1) proposed.notes.push(`dtypes here: ${model.dtypes.join(', ')}`);
    if (model.place.kind === 'hub' && model.place.revision === null)
      proposed.notes.push(
        'write a commit as `revision`, or it is another model as soon as the Hub has a newer one',
      );
    if (model.base !== null && model.trainableParameters === null && model.allParameters !== null)
      proposed.maybe.push({
        key: 'trainable-parameters',
        value: model.allParameters,
        because: 'if no part of it was frozen',
      });
  }
  return proposed;
}

function noTaskFor(model: FoundModel | null): string {
  if (model?.seesPictures)
    return 'no dataset was found that is sure to be for it: pictures with captions, or with questions and answers';
  return 'no dataset was found that is sure to be for it: questions with SQL, or dialogues with summaries';
}

function placeEntry(model: FoundModel | null): Record<string, unknown> {
  if (model === null) return {};
  const { place } = model;
  if (place.kind === 'path') return { path: place.path };
  return { hub: place.repository, ...(place.revision === null ? {} : { revision: place.revision }) };
}

function wayOf(
  { id, model, server, base }: Candidate,
  task: ProposedTask | null,
  { candidates, findings }: Pick<DraftContext, 'candidates' | 'findings'>,
): WayToRun | { problem: string } {
  const tokens = maxNewTokens[task?.kind ?? 'summarization'];
  if (server !== null) {
    const url = `http://127.0.0.1:${server.port}/v1`;
    const evaluator = { kind: 'openai', url, model: server.model, device: 'gpu', 'max-new-tokens': tokens };
    return { evaluator, needs: null };
  }
  return wayToRun(model!, {
    id,
    maxNewTokens: tokens,
    programs: findings.programs,
    harness: harnessOf(task, findings.harnessTasks),
    base: baseToRun(model!, base === null ? null : candidates[base]!.model),
    port: freePort(findings.servers),
  });
}

/** What an adapter is put onto: the model that was found, else what it names where that can be on the Hub. */
function baseToRun({ base }: FoundModel, found: FoundModel | null): Base | null {
  if (found !== null) {
    const { place, chats } = found;
    return { name: placeName(place), revision: place.kind === 'hub' ? place.revision : null, chats };
  }
  if (base === null || !hubNamePattern.test(base.name)) return null;
  return { name: base.name, revision: null, chats: false };
}

/** A port that no server here listens at: what listens there already would be measured in the model's place. */
function freePort(servers: Findings['servers']): number {
  let port = 8000;
  while (servers.some((server) => server.port === port)) port += 1;
  return port;
}

function harnessOf(task: ProposedTask | null, tasks: readonly FoundHarnessTask[]) {
  if (task?.kind !== 'harness') return null;
  const found = tasks.find(({ path }) => path === task.name)!;
  return { ...found, directory: posix.dirname(found.path) };
}
