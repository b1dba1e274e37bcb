import { groupOf, keyOf, type Run } from './run.ts';

/** What of the history is shown, and how: all of it stands in the address, after `#`. */
export interface View {
  /** None means all. */
  models: readonly string[];
  task: string | null;
  /** A fingerprint. */
  hardware: string | null;
  /** Only so many of the newest runs. */
  last: number | null;
  logarithmic: boolean;
  /** Task, metric and hardware within which energy is set against score, as `groupOf` writes them. */
  group: string | null;
  /** Key of the run whose details are open. */
  selected: string | null;
}

/** Of a view, what lets runs through: here all of them. */
export const noFilters = { models: [], task: null, hardware: null, last: null } satisfies Partial<View>;

/** Whether a view leaves anything out. */
export const isFiltered = ({ models, task, hardware, last }: View) =>
  models.length > 0 || task !== null || hardware !== null || last !== null;

/** Reads a view from an address's fragment. Whatever it does not know is as if it were not there. */
export function viewOf(fragment: string): View {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const last = Number(given.get('last'));
  const [task, metric, fingerprint] = ['front-task', 'front-metric', 'front-hardware'].map((name) =>
    given.get(name),
  );
  const [run, of] = [given.get('run'), given.get('of')];
  return {
    models: [...new Set(given.getAll('model'))],
    task: given.get('task'),
    hardware: given.get('hardware'),
    last: Number.isSafeInteger(last) && last > 0 ? last : null,
    logarithmic: given.get('scale') === 'log',
    group: task && metric && fingerprint ? JSON.stringify([task, metric, fingerprint]) : null,
    selected: run !== null && of !== null ? keyOf({ run, model: of }) : null,
  };
}

/** The fragment of a view, without `#`; empty for everything. */
export function fragmentOf({ models, task, hardware, last, logarithmic, group, selected }: View): string {
  const parts = new URLSearchParams();
  for (const model of models) parts.append('model', model);
  if (task !== null) parts.set('task', task);
  if (hardware !== null) parts.set('hardware', hardware);
  if (last !== null) parts.set('last', String(last));
  if (logarithmic) parts.set('scale', 'log');
  if (group !== null) {
    const [frontTask, metric, fingerprint] = JSON.parse(group) as [string, string, string];
    parts.set('front-task', frontTask);
    parts.set('front-metric', metric);
    parts.set('front-hardware', fingerprint);
  }
  if (selected !== null) {
    const [run, model] = JSON.parse(selected) as [string, string];
    parts.set('run', run);
    parts.set('of', model);
  }
  return parts.toString();
}

/** The runs that a view lets through, oldest first as they came. `last` counts runs, whatever models they had. */
export function shown(runs: readonly Run[], { models, task, hardware, last }: View): Run[] {
  const wanted = new Set(models);
  const fitting = runs.filter(
    (run) =>
      (wanted.size === 0 || wanted.has(run.model)) &&
      (task === null || run.task === task) &&
      (hardware === null || run.fingerprint === hardware),
  );
  if (last === null) return fitting;
  const newest = new Set([...new Set(fitting.map(({ run }) => run))].slice(-last));
  return fitting.filter(({ run }) => newest.has(run));
}

/** Groups in which energy can be set against score, that of the newest run first. */
export function groupsOf(runs: readonly Run[]): string[] {
  const found = new Set<string>();
  for (const run of runs.toReversed()) if (run.energyJPer1000Items && run.score) found.add(groupOf(run));
  return [...found];
}
