import { posix } from 'node:path';
import { taskKindDetails } from '../config/task-kinds.ts';
import { quoted } from '../datasets/shown.ts';
import type { TaskKind } from '../measurement/measurement.ts';
import { mostWhole, usualLimit } from './find-datasets.ts';
import {
  type Findings,
  type FoundHarnessTask,
  type FoundModel,
  type FoundServer,
  placeName,
} from './findings.ts';
import { idFrom, listed, sharedWords, taskName, unique } from './names.ts';
import { type WayToRun, wayToRun } from './ways-to-run.ts';

/** What the user has decided, by flags or answers. */
export interface Choices {
  /** Whether what is not sure is taken, where nothing else was said of it. */
  guesses: boolean;
  /** Datasets and models, by their names, that are taken although it is not sure that they fit. */
  taken: ReadonlySet<string>;
  /** Those that are left out. */
  refused: ReadonlySet<string>;
  /** Ids of tasks by the names of models. */
  pairs: ReadonlyMap<string, string>;
  /** Whether models without a pair are left out, but for references. */
  onlyPairs: boolean;
}

export interface ProposedTask {
  id: string;
  /** What it is made of: the path of a dataset, or of a harness's task. */
  name: string;
  kind: TaskKind;
  entry: Record<string, unknown>;
  /** Whether it is written as a task; else as a comment. */
  isLive: boolean;
  /** Why it is not sure, or no task. */
  because: string | null;
  /** What can be asked about it: whether it shall be taken. */
  isOpen: boolean;
  rows: number | null;
}

export interface ProposedModel {
  id: string;
  /** Its path, its name on the Hub, or its server's. */
  name: string;
  entry: Record<string, unknown>;
  isLive: boolean;
  /** Why it is a comment, or what was guessed of it. */
  because: string | null;
  /** What can be asked about it: which task, or whether it shall be taken as it is proposed. */
  open: 'task' | 'take' | null;
  /** What it needs on the runner beside its files; null where nothing. */
  needs: string | null;
  /** Whether another model here is its base. */
  isFineTune: boolean;
  /** Ids of the tasks that suit it, the likeliest first. */
  suited: string[];
  notes: string[];
  /** Keys that it might have, as comments, and why they are not written. */
  maybe: { key: string; value: string; because: string }[];
}

export interface Proposal {
  tasks: ProposedTask[];
  models: ProposedModel[];
}

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

/** Words by which names of models tell what they do. */
const wordsOfKind: Record<TaskKind, readonly string[]> = {
  'text-to-sql': ['sql', 'text2sql', 'nl2sql', 'spider', 'bird'],
  summarization: ['summarization', 'summary', 'dialogue', 'dialog', 'samsum', 'xsum'],
  captioning: ['captioning', 'coco'],
  vqa: ['vqa', 'vqav2', 'pathvqa'],
  harness: [],
};

interface Candidate {
  id: string;
  name: string;
  model: FoundModel | null;
  server: FoundServer | null;
  /** Index of the candidate that it was fine-tuned from. */
  base: number | null;
}

interface Paired {
  task: ProposedTask | null;
  /** Why the task was chosen, where it was guessed. */
  guess: string | null;
}

/** What would be written, from what was found and chosen; pure, so that it can be made again after every answer. */
export function propose(findings: Findings, choices: Choices): Proposal {
  const tasks = proposedTasks(findings, choices);
  const candidates = candidatesOf(findings);
  const usable = tasks.filter((task) => task.isLive);
  const pairs = pairedWith(candidates, usable, choices);
  const drafts = candidates.map((candidate, index) =>
    draft(candidate, pairs[index]!, { candidates, usable, findings, choices }),
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

function proposedTasks({ datasets, harnessTasks }: Findings, choices: Choices): ProposedTask[] {
  const names = [
    ...datasets.map(({ path, kind }) => taskName(path, kind)),
    ...harnessTasks.map(({ name }) => idFrom(name) || 'harness'),
  ];
  const ids = unique(names);
  const common = (name: string, doubt: string | null, problem: string | null) => {
    const isTaken = choices.taken.has(name) || choices.guesses;
    const isRefused = choices.refused.has(name);
    return {
      name,
      isLive: problem === null && !isRefused && (doubt === null || isTaken),
      because: isRefused ? 'you left it out' : (problem ?? doubt),
      isOpen: problem === null && doubt !== null && !isTaken && !isRefused,
    };
  };
  return [
    ...datasets.map((dataset, index): ProposedTask => {
      const { path, kind, format, annotations, images, databases, columns, metric, rows, doubt, problem } =
        dataset;
      const entry: Record<string, unknown> = { kind, dataset: path };
      if (format !== null) entry.format = format;
      if (annotations !== null) entry.annotations = annotations;
      if (images !== null) entry.images = images;
      if (databases !== null) entry.databases = databases;
      if (Object.keys(columns).length > 0) entry.columns = columns;
      entry.metric = metric ?? taskKindDetails[kind].metrics[0];
      if (rows === null || rows > mostWhole) entry.limit = usualLimit;
      return { id: ids[index]!, kind, entry, rows, ...common(path, doubt, problem) };
    }),
    ...harnessTasks.map(
      ({ path, metric, doubt }, index): ProposedTask => ({
        id: ids[datasets.length + index]!,
        kind: 'harness',
        entry: { kind: 'harness', metric },
        rows: null,
        ...common(path, null, null),
        // A wrong metric is an error of the check, which names those that there are.
        ...(doubt === null || choices.refused.has(path) ? {} : { because: doubt }),
      }),
    ),
  ];
}

function candidatesOf({ models, servers }: Findings): Candidate[] {
  const names = [...models.map(({ place }) => placeName(place)), ...servers.map(({ service }) => service)];
  const ids = unique(modelIds(names));
  return [
    ...models.map((model, index): Candidate => {
      const base = baseOf(model, models);
      return { id: ids[index]!, name: placeName(model.place), model, server: null, base };
    }),
    ...servers.map((server, index): Candidate => {
      const id = ids[models.length + index]!;
      return { id, name: `${server.path}:${server.service}`, model: null, server, base: null };
    }),
  ];
}

/** Ids from the ends of names: the last part, and the one before it where that alone would be the same as another's. */
function modelIds(names: readonly string[]): string[] {
  const end = (name: string, parts: number) =>
    idFrom(
      name
        .replace(/\.gguf$/, '')
        .split('/')
        .slice(-parts)
        .join('-'),
    ) || 'model';
  const short = names.map((name) => end(name, 1));
  return names.map((name, index) =>
    short.filter((other) => other === short[index]).length > 1 ? end(name, 2) : short[index]!,
  );
}

/** The model here that another one says it was fine-tuned from: by path, by its name on the Hub, else by its last name. */
export function baseOf({ base, place }: FoundModel, models: readonly FoundModel[]): number | null {
  if (base === null) return null;
  const own = placeName(place);
  const nearby = place.kind === 'path' ? posix.join(place.path, base.name) : base.name;
  const wanted = [base.name, nearby].map((path) => posix.normalize(path).replace(/\/$/, ''));
  const others = models.flatMap((model, index) => {
    const name = placeName(model.place);
    return name === own ? [] : [{ name, index, isHere: model.place.kind === 'path' }];
  });
  const exact = others.find(({ name }) => wanted.includes(name));
  if (exact) return exact.index;
  const last = posix.basename(wanted[0]!).toLowerCase();
  const alike = others.filter(({ name, isHere }) => isHere && posix.basename(name).toLowerCase() === last);
  return alike.length === 1 ? alike[0]!.index : null;
}

function suits({ model, server }: Candidate, task: ProposedTask): boolean {
  if (task.kind === 'harness')
    return model !== null && ['safetensors', 'adapter', 'unknown'].includes(model.format) && server === null;
  const seesPictures = model?.seesPictures ?? false;
  const hasPictures = taskKindDetails[task.kind].required.includes('image');
  // What a model on the Hub can is not known where it could not be asked for.
  return model?.format === 'unknown' ? true : seesPictures === hasPictures;
}

function pairedWith(
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
        guess: `"${best!.shared.join(' ')}" is in its name and in its data's`,
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

function ranked(candidate: Candidate, suited: readonly ProposedTask[]) {
  const names = candidate.server === null ? candidate.name : `${candidate.name} ${candidate.server.model}`;
  return suited
    .map((task) => ({ task, shared: sharedWords(names, [task.id, task.name, ...wordsOfKind[task.kind]]) }))
    .sort((a, b) => b.shared.length - a.shared.length);
}

interface DraftContext {
  candidates: readonly Candidate[];
  usable: readonly ProposedTask[];
  findings: Findings;
  choices: Choices;
}

function draft(
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
      : `that the server runs before the check: docker compose -f ${quoted(server.path)} up -d`;
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
      proposed.notes.push('pin it: write a commit as `revision`');
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
  const named = model!.base?.name ?? null;
  return wayToRun(model!, {
    id,
    maxNewTokens: tokens,
    programs: findings.programs,
    harness: harnessOf(task, findings.harnessTasks),
    base: base === null ? (named !== null && isHubName(named) ? named : null) : candidates[base]!.name,
  });
}

function harnessOf(task: ProposedTask | null, tasks: readonly FoundHarnessTask[]) {
  if (task?.kind !== 'harness') return null;
  const found = tasks.find(({ path }) => path === task.name)!;
  return { ...found, directory: posix.dirname(found.path) };
}

/** Whether a name has the shape of one on the Hub. */
export function isHubName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/.test(name);
}

/** Where models were named one by one, the others are left out, but for those that they are compared with. */
function keepReferences(drafts: ProposedModel[], candidates: readonly Candidate[], choices: Choices): void {
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
function linkReference(
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
