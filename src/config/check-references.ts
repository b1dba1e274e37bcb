import { type TaskKind, taskKinds } from '../measurement/measurement.ts';
import { notAllowed } from './explain-issue.ts';
import { nearest } from './nearest.ts';
import type { KeyPath, Problem } from './problems.ts';
import { taskKindDetails } from './task-kinds.ts';

/**
 * Problems between parts of a configuration: names that lead nowhere or in a circle, and what does not suit a
 * task's kind. Looks at the data as written, whatever else is wrong with them, so that all is reported at once.
 */
export function checkReferences(data: unknown): Problem[] {
  const tasks = entriesOf(fieldOf(data, 'tasks'));
  const models = listOf(fieldOf(data, 'models'));
  return [
    ...tasks.flatMap(([id, task]) => taskProblems(id, task)),
    ...modelProblems(
      models,
      tasks.map(([id]) => id),
    ),
    ...circleProblems(models),
    ...shardProblems(models, new Map(tasks)),
    ...scoreProblems(fieldOf(fieldOf(data, 'rules'), 'score'), tasks),
    ...roundProblems(fieldOf(data, 'rounds')),
  ];
}

function taskProblems(id: string, task: unknown): Problem[] {
  const details = detailsOf(task);
  if (!details) return [];
  const { metrics, required, optional } = details;
  const kind = fieldOf(task, 'kind') as TaskKind;
  const problems: Problem[] = [];
  const metric = fieldOf(task, 'metric');
  if (kind === 'harness') {
    if (metric === undefined) {
      const text = 'is missing; write the name that the harness gives the score that judges';
      problems.push({ path: ['tasks', id, 'metric'], text });
    }
  } else {
    if (fieldOf(task, 'dataset') === undefined) {
      problems.push({ path: ['tasks', id, 'dataset'], text: 'is missing; write the path of the data' });
    }
    const named: [KeyPath, unknown][] = [
      [['metric'], metric],
      ...listOf(fieldOf(task, 'metrics')).map((name, at): [KeyPath, unknown] => [['metrics', at], name]),
    ];
    for (const [path, name] of named) {
      if (typeof name !== 'string' || metrics.includes(name)) continue;
      const text = notAllowed(name, `metric of ${kind}`, metrics);
      problems.push({ path: ['tasks', id, ...path], text });
    }
  }
  const columns = [...required, ...optional];
  for (const [column] of entriesOf(fieldOf(task, 'columns'))) {
    if (columns.includes(column)) continue;
    const path = ['tasks', id, 'columns', column];
    problems.push({ path, text: notAllowed(column, `column of ${kind}`, columns), atKey: true });
  }
  return problems;
}

function modelProblems(models: readonly unknown[], taskIds: readonly string[]): Problem[] {
  const ids = models.map((model) => fieldOf(model, 'id'));
  const problems: Problem[] = [];
  for (const [index, model] of models.entries()) {
    const id = ids[index];
    const first = ids.indexOf(id);
    if (typeof id === 'string' && first < index) {
      problems.push({
        path: ['models', index, 'id'],
        text: `"${id}" is the id of models[${first}] too; ids must differ`,
      });
    }
    problems.push(...sourceProblems(model, index));
    const lookUp = (key: string, what: string, known: readonly string[]) => {
      const name = fieldOf(model, key);
      if (typeof name === 'string' && !known.includes(name)) {
        problems.push({ path: ['models', index, key], text: unknownName(name, what, known) });
      }
    };
    lookUp('task', 'task', taskIds);
    lookUp(
      'reference',
      'model',
      ids.filter((known) => typeof known === 'string'),
    );
  }
  return problems;
}

/** A harness brings its own items, and nobody else knows them. */
function shardProblems(models: readonly unknown[], tasks: ReadonlyMap<string, unknown>): Problem[] {
  return models.flatMap((model, index) => {
    const [task, shards] = [fieldOf(model, 'task'), fieldOf(model, 'shards')];
    const isHarness = typeof task === 'string' && fieldOf(tasks.get(task), 'kind') === 'harness';
    if (!isHarness || shards === undefined || shards === 1) return [];
    const text = 'cannot be of a harness, which brings its own items; leave it out';
    return [{ path: ['models', index, 'shards'], text }];
  });
}

/** A model that this program runs needs files; a revision is one of a repository. */
function sourceProblems(model: unknown, index: number): Problem[] {
  const [path, hub, revision] = ['path', 'hub', 'revision'].map((key) => fieldOf(model, key));
  const kind = fieldOf(fieldOf(model, 'evaluator'), 'kind') ?? 'transformers';
  const at = (key: string): KeyPath => ['models', index, key];
  if (typeof model !== 'object' || model === null) return [];
  if (path !== undefined && hub !== undefined) {
    return [{ path: at('hub'), text: 'is given beside path; a model has one or the other' }];
  }
  if (revision !== undefined && hub === undefined) {
    return [{ path: at('revision'), text: 'is of a model on the Hub, and there is no hub' }];
  }
  if (kind === 'transformers' && path === undefined && hub === undefined) {
    const text = 'is missing; write the directory of the model, or hub: with its repository on the Hub';
    return [{ path: at('path'), text }];
  }
  return [];
}

/** A rule on a metric that nobody computes would judge nothing. */
function scoreProblems(score: unknown, tasks: readonly [string, unknown][]): Problem[] {
  const known = [...new Set(tasks.flatMap(([, task]) => computedMetrics(task)))];
  return entriesOf(score).flatMap(([metric]) => {
    if (known.includes(metric)) return [];
    const able = tasks.find(([, task]) => detailsOf(task)?.onRequest.includes(metric))?.[0];
    const text = able
      ? `"${metric}" is computed only where it is asked for; write it into tasks.${able}.metrics too`
      : `no task computes "${metric}"${known.length > 0 ? `; computed are: ${known.join(', ')}` : ''}${guessed(metric, known)}`;
    return [{ path: ['rules', 'score', metric], text, atKey: true }];
  });
}

function computedMetrics(task: unknown): string[] {
  const { metrics = [], onRequest = [] } = detailsOf(task) ?? {};
  const named = [fieldOf(task, 'metric'), ...listOf(fieldOf(task, 'metrics'))];
  return [
    ...named.filter((name) => typeof name === 'string'),
    ...metrics.filter((name) => !onRequest.includes(name)),
  ];
}

function detailsOf(task: unknown) {
  const kind = fieldOf(task, 'kind') as TaskKind;
  return taskKinds.includes(kind) ? taskKindDetails[kind] : undefined;
}

function unknownName(name: string, what: string, names: readonly string[]): string {
  const known = [...new Set(names)];
  const there = known.length > 0 ? `there are: ${known.join(', ')}` : `there are no ${what}s`;
  return `there is no ${what} "${name}"; ${there}${guessed(name, known)}`;
}

function guessed(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  return guess ? `. Did you mean ${guess}?` : '';
}

/** One problem a circle, at its first model. */
function circleProblems(models: readonly unknown[]): Problem[] {
  const referenceOf = new Map<unknown, unknown>();
  for (const model of models) {
    const id = fieldOf(model, 'id');
    if (!referenceOf.has(id)) referenceOf.set(id, fieldOf(model, 'reference'));
  }
  const problems: Problem[] = [];
  const seen = new Set<unknown>();
  for (const start of referenceOf.keys()) {
    const chain: unknown[] = [];
    let id: unknown = start;
    while (typeof id === 'string' && referenceOf.has(id) && !seen.has(id)) {
      seen.add(id);
      chain.push(id);
      id = referenceOf.get(id);
    }
    const from = chain.indexOf(id);
    if (from < 0) continue;
    const index = models.findIndex((model) => fieldOf(model, 'id') === id);
    const circle = [...chain.slice(from), id].join(' → ');
    const path: KeyPath = ['models', index, 'reference'];
    problems.push({ path, text: `references go in a circle: ${circle}; a gain needs an end to start from` });
  }
  return problems;
}

function roundProblems(rounds: unknown): Problem[] {
  const { min, max } = { min: fieldOf(rounds, 'min') ?? 5, max: fieldOf(rounds, 'max') ?? 30 };
  if (typeof min !== 'number' || typeof max !== 'number' || min <= max) return [];
  const key = fieldOf(rounds, 'max') === undefined ? 'min' : 'max';
  return [{ path: ['rounds', key], text: `min is ${min} and max is ${max}; max must not be below min` }];
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
