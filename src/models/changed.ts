import type { Config, ModelConfig } from '../config/config.ts';
import { resolvedEntry } from '../config/resolved-entry.ts';

export interface ChangedModel {
  id: string;
  /** Why it counts as changed, one phrase each. */
  reasons: string[];
}

export interface ChangedModelsOptions {
  head: Config;
  /** Null where the base has no configuration that can be read. */
  base: Config | null;
  /** Relative to the repository's root, with `/`; of a renamed file, both names. */
  changedFiles: readonly string[];
  /** As messages call the configuration. */
  configPath: string;
}

/**
 * The models that a change touches, in the order of the head's configuration: by their files or pointers to them, by
 * their dataset, by their entry, or because their reference is touched.
 */
export function changedModels(options: ChangedModelsOptions): ChangedModel[] {
  const { head } = options;
  const reasonsOf = new Map(
    head.models.map((model) => [
      model.id,
      [...entryReasons(model, options), ...fileReasons(model, head, options.changedFiles)],
    ]),
  );
  const isChanged = (model: ModelConfig | undefined): boolean =>
    model !== undefined && (reasonsOf.get(model.id)!.length > 0 || isChanged(referenceOf(model)));
  const referenceOf = ({ reference }: ModelConfig) => head.models.find(({ id }) => id === reference);

  return head.models.filter(isChanged).map((model) => {
    const reasons = reasonsOf.get(model.id)!;
    const byReference = isChanged(referenceOf(model)) ? [`its reference ${model.reference} changed`] : [];
    return { id: model.id, reasons: [...reasons, ...byReference] };
  });
}

function entryReasons(model: ModelConfig, { head, base, configPath }: ChangedModelsOptions): string[] {
  if (!base) return [`the base has no ${configPath} to compare with`];
  const before = resolvedEntry(base, model.id);
  if (!before) return ['it is new'];
  const after = resolvedEntry(head, model.id)!;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => (before[key] ?? null) !== (after[key] ?? null))
    .map((key) => `${key}: ${shown(before[key])} → ${shown(after[key])}`);
}

/** Longest value that is quoted; a prompt can be pages. */
const maxShown = 60;

function shown(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return 'not set';
  const text = String(value).replaceAll(/\s+/g, ' ');
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

function fileReasons(model: ModelConfig, { tasks }: Config, changedFiles: readonly string[]): string[] {
  const { source, trainableParameters: parameters, trainingEmissions: emissions } = model;
  const touched = (name: string) => touching(name, changedFiles);
  const reasons: string[] = [];
  const path = source.kind === 'directory' ? source.path : null;
  const own = path === null ? [] : touched(path);
  if (own.length === 1) reasons.push(`${own[0]} changed`);
  if (own.length > 1) reasons.push(`${own.length} files of ${path} changed, the first ${own[0]}`);
  for (const file of commandOf(model).filter((word) => changedFiles.includes(word) && !own.includes(word))) {
    reasons.push(`${file}, which runs it, changed`);
  }

  const { datasetPath, annotations, images, databases } = tasks.get(model.task)!;
  for (const part of [datasetPath, annotations?.path, images?.path, databases?.path]) {
    if (part && touched(part).length > 0) reasons.push(`its dataset ${part} changed`);
  }
  for (const [what, declared] of [
    ['trainable-parameters', parameters],
    ['training-emissions', emissions],
  ] as const) {
    if (declared?.kind !== 'file') continue;
    if (touched(declared.path).some((file) => !own.includes(file))) {
      reasons.push(`its ${what} ${declared.path} changed`);
    }
  }
  return reasons;
}

/** The words of the command that runs a model, some of which may be files of the repository. */
function commandOf({ evaluator }: ModelConfig): string[] {
  const command =
    evaluator.kind === 'command'
      ? evaluator.command
      : evaluator.kind === 'openai'
        ? (evaluator.serve?.command ?? [])
        : [];
  return command.map((word) => word.replace(/^\.\//, ''));
}

/**
 * The changed files that are this path, lie under it, or are the DVC pointer of it or of a directory above it. A file
 * that the path lies under is a submodule: git lists no more of one.
 */
function touching(path: string, changedFiles: readonly string[]): string[] {
  if (path === '.') return [...changedFiles];
  const pointers = path.split('/').map((_, index, parts) => `${parts.slice(0, index + 1).join('/')}.dvc`);
  return changedFiles.filter(
    (file) =>
      file === path || file.startsWith(`${path}/`) || path.startsWith(`${file}/`) || pointers.includes(file),
  );
}
