import { posix } from 'node:path';
import { quoted } from '../datasets/shown.ts';
import { UserError } from '../errors.ts';
import { taskKinds } from '../measurement/measurement.ts';
import type { Findings, FoundDataset } from './findings.ts';
import type { Choices } from './proposal.ts';
import { propose } from './propose.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** Datasets that flags name, with the kind that was said of each. */
export type NamedDatasets = ReadonlyMap<string, FoundDataset['kind'] | null>;
/** Models that flags name, by path or name on the Hub, and the id or the dataset of a task for each. */
export type NamedModels = readonly [place: string, task: string][];

/** `PATH=TASK` of each; a path may have an = of its own. */
export function namedModels(texts: readonly string[]): NamedModels {
  return texts.map((text) => {
    const at = text.lastIndexOf('=');
    if (at <= 0 || at === text.length - 1)
      throw new UserError(
        `--model ${text}: write PATH=TASK, the path of a model (or org/name) and its task.`,
      );
    return [plainPath(text.slice(0, at)), text.slice(at + 1)];
  });
}

/** `PATH` or `PATH:KIND` of each. */
export function namedDatasets(texts: readonly string[], files: RepositoryFiles): NamedDatasets {
  const kinds = taskKinds.filter((kind) => kind !== 'harness');
  return new Map(
    texts.map((text) => {
      const kind = kinds.find((name) => text.endsWith(`:${name}`)) ?? null;
      const path = plainPath(kind === null ? text : text.slice(0, -kind.length - 1));
      if (files.sizes.has(path)) return [path, kind];
      throw new UserError(
        `--dataset ${text}: there is no file ${path} that git tracks or does not ignore. Write a path from the root of the repository, with :KIND after it or not (${kinds.join(', ')}).`,
      );
    }),
  );
}

function plainPath(text: string): string {
  return posix.normalize(text).replace(/\/$/, '');
}

/** @throws UserError for a dataset that was named and is none of any task */
export function refuseUnread(datasets: NamedDatasets, findings: Findings): void {
  for (const path of datasets.keys()) {
    const found = findings.datasets.find((dataset) => dataset.path === path);
    if (!found)
      throw new UserError(
        `--dataset ${path}: its columns tell of no task, or it cannot be read. Say the kind after it, as in ${path}:summarization, or rename its columns: docs/datasets.md.`,
      );
    if (found.problem !== null) throw new UserError(`--dataset ${path}: ${found.problem}.`);
  }
}

/**
 * What flags decide.
 *
 * @param guesses whether all else that is not sure is taken, too
 * @throws UserError for a model or a task that is not there
 */
export function choicesOf(
  findings: Findings,
  { models: named, datasets, guesses }: { models: NamedModels; datasets: NamedDatasets; guesses: boolean },
): Choices {
  const choices: Choices = {
    guesses,
    taken: new Set([...datasets.keys(), ...named.map(([, task]) => task)]),
    refused: new Set(),
    pairs: new Map(),
    onlyPairs: named.length > 0,
  };
  const { tasks, models } = propose(findings, { ...choices, guesses: true });
  const pairs = named.map(([place, wanted]) => {
    const task = tasks.find(({ id, name }) => id === wanted || name === wanted);
    const known = quoted(tasks.map(({ id, name }) => `${id} (${name})`).join(', '), 1000) || 'none was found';
    if (!task)
      throw new UserError(`--model ${place}=${wanted}: there is no task ${wanted}. There are: ${known}.`);
    const model = models.find(({ name }) => name === place);
    const places = quoted(models.map(({ name }) => name).join(', '), 1000) || 'none was found';
    if (!model)
      throw new UserError(`--model ${place}=${wanted}: there is no model ${place}. There are: ${places}.`);
    if (!model.suited.includes(task.id) && task.because !== null && !task.isLive)
      throw new UserError(`--model ${place}=${wanted}: the task cannot be used: ${task.because}.`);
    return { place, task };
  });
  return {
    ...choices,
    pairs: new Map(pairs.map(({ place, task }) => [place, task.id])),
    taken: new Set([...choices.taken, ...pairs.map(({ task }) => task.name)]),
  };
}
