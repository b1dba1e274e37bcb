import type { TaskKind } from '../measurement/measurement.ts';

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
  /** Whether weights of it are Git LFS pointers here. */
  isUnfetched: boolean;
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
