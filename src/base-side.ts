import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, ModelConfig } from './config/config.ts';
import { parseConfig } from './config/load.ts';
import { resolvedEntry } from './config/resolved-entry.ts';
import { UserError } from './errors.ts';
import type { Changes } from './github/changes.ts';
import type { Side } from './measure-side-by-side.ts';

/** The base's own of a model, ready to be measured beside the head's. */
export interface BaseSide {
  side: Side;
  /** Removes its files. */
  close(): Promise<void>;
}

/** Why the base's cannot be measured here, in words that end a sentence. */
export interface NotAtHand {
  why: string;
}

export interface BaseSideOptions {
  head: Config;
  /** Configuration, relative to the repository's root. */
  configPath: string;
  changes: Changes | null;
}

/** What of a task is where its items are; the head's items are put to both sides. */
const places = /^task\.(dataset|annotations|images|databases|format)$/;

/** Fetches the base's own of a model: its files from git at the base, or its revision of the Hub. */
export async function baseSide(
  id: string,
  { head, configPath, changes }: BaseSideOptions,
): Promise<BaseSide | NotAtHand> {
  if (!changes) return { why: 'there is no base to compare with' };
  const directory = await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'cegi-base-'));
  const close = () => rm(directory, { recursive: true, force: true });
  try {
    const found = await checkedOut(id, { head, configPath, changes }, directory);
    if ('why' in found) await close();
    return 'why' in found ? found : { side: found, close };
  } catch (error) {
    await close();
    if (error instanceof UserError) return { why: `the base's files are not at hand: ${error.message}` };
    throw error;
  }
}

async function checkedOut(
  id: string,
  { head, configPath, changes }: BaseSideOptions & { changes: Changes },
  directory: string,
): Promise<Side | NotAtHand> {
  const text = await changes.fileAtBase(configPath);
  if (!text) return { why: `the base has no ${configPath}` };
  const root = join(directory, 'tree');
  const base = parseConfig(text, { file: `${configPath} at the base`, root });
  const model = base.models.find((candidate) => candidate.id === id);
  if (!model) return { why: 'it is new' };
  const other = otherTask(id, head, base);
  if (other) return { why: `the base sets ${other} otherwise` };
  const unreachable = elsewhere(model, head.models.find((candidate) => candidate.id === id)!);
  if (unreachable) return { why: unreachable };
  // A harness may read any file of the repository.
  const paths = model.evaluator.kind === 'command' ? null : filesOf(model);
  if (paths === null || paths.length > 0) await changes.checkOutBase(paths, directory);
  return { model, name: `${id} (base)`, root, commit: changes.baseCommit };
}

/** A setting of the task that would put other questions to the base than to the head. */
function otherTask(id: string, head: Config, base: Config): string | undefined {
  const [before, after] = [resolvedEntry(base, id)!, resolvedEntry(head, id)!];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].find(
    (key) =>
      (key === 'task' || key.startsWith('task.')) &&
      !places.test(key) &&
      (before[key] ?? null) !== (after[key] ?? null),
  );
}

/** Of models that a server runs, only those are at hand that run already, beside the head's. */
function elsewhere({ evaluator }: ModelConfig, head: ModelConfig): string | null {
  if (evaluator.kind !== 'openai') return null;
  if (evaluator.serve) return 'two servers would have to run at once';
  const own = head.evaluator;
  return own.kind === 'openai' && own.url === evaluator.url && own.model === evaluator.model
    ? 'the server that runs it has no other model for the base'
    : null;
}

function filesOf({ source, trainableParameters: parameters, trainingEmissions: emissions }: ModelConfig) {
  return [
    ...(source.kind === 'directory' ? [source.path] : []),
    ...(parameters?.kind === 'file' ? [parameters.path] : []),
    ...(emissions?.kind === 'file' ? [emissions.path] : []),
  ];
}
