import { taskKindDetails } from '../config/task-kinds.ts';
import type { Findings } from './findings.ts';
import { idFrom, taskName, unique } from './names.ts';
import type { Choices, ProposedTask } from './proposal.ts';
import { mostWhole, usualLimit } from './sample-size.ts';

/** A task for each dataset, and for each task of a harness; those that are not sure wait for a choice. */
export function proposedTasks({ datasets, harnessTasks }: Findings, choices: Choices): ProposedTask[] {
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
