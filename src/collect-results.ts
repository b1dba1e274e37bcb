import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import type { Shard } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchema } from './measurement/result.ts';

/** More than any honest run leaves; what a stranger's run leaves may be anything. */
const limits = {
  depth: 4,
  entries: 5_000,
  files: 300,
  fileBytes: 64 * 1024 * 1024,
  bytes: 512 * 1024 * 1024,
};

/** What the shards of a run measured. */
export interface Collected {
  /** Of every model its shards, or the one result of all its items; by its id. */
  models: Map<string, ModelResult[]>;
  /** Everything of the results but their models, as each says it. */
  results: CheckResult[];
}

/**
 * Reads every `result.json` in a directory and below. Whoever measured may have written anything: links are not
 * followed, sizes are bounded, and nothing of what is read names a file.
 *
 * @throws UserError where there is none, one is not a result, or two hold the same model, or the same shard of it
 */
export async function collectResults(directory: string): Promise<Collected> {
  const files = await resultFiles(directory);
  if (files.length === 0) {
    throw new UserError(
      `There is no result.json in ${directory}. Did the measuring run upload its results, and were they downloaded there?`,
    );
  }
  const models = new Map<string, ModelResult[]>();
  const results: CheckResult[] = [];
  for (const file of files) {
    const result = parsed(file, await readFile(file, 'utf8'));
    results.push(result);
    for (const model of result.models) {
      const parts = models.get(model.id) ?? [];
      if (parts.some((part) => sameItems(part, model))) {
        throw new UserError(
          `${file} holds the ${inWords(shardOf(model))}model "${model.id}", which another result holds too.`,
        );
      }
      models.set(model.id, [...parts, model]);
    }
  }
  return { models, results };
}

/** The part of the items that a result is of; null where it is of all, or does not say. */
function shardOf({ measurement }: ModelResult): Shard | null {
  return measurement?.task.shard ?? null;
}

function sameItems(one: ModelResult, other: ModelResult): boolean {
  if (!one.measurement || !other.measurement) return false;
  const [ours, theirs] = [shardOf(one), shardOf(other)];
  return ours === null || theirs === null || ours.index === theirs.index;
}

const inWords = (shard: Shard | null) => (shard ? `shard ${shard.index} of ${shard.count} of the ` : '');

async function resultFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  let [entries, bytes] = [0, 0];
  const visit = async (directory: string, depth: number): Promise<void> => {
    const names = await readdir(directory).catch((error: Error) => {
      throw new UserError(`${directory} could not be read: ${error.message}`);
    });
    for (const name of names.sort()) {
      entries += 1;
      if (entries > limits.entries) throw new UserError(`${root} holds more than ${limits.entries} entries.`);
      const path = join(directory, name);
      const { size, ...entry } = await lstat(path).then((stats) => ({
        size: stats.size,
        isDirectory: stats.isDirectory(),
        isFile: stats.isFile(),
      }));
      if (entry.isDirectory && depth < limits.depth) await visit(path, depth + 1);
      if (!entry.isFile || name !== 'result.json') continue;
      bytes += size;
      if (size > limits.fileBytes || bytes > limits.bytes || found.length >= limits.files) {
        throw new UserError(`The results in ${root} are larger than any that this program writes.`);
      }
      found.push(path);
    }
  };
  await visit(root, 0);
  return found;
}

function parsed(file: string, text: string): CheckResult {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const result = resultSchema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new UserError(
    `${file} is not a result of this version of cegi: ${issue.path.join('.') || 'the whole'}: ${issue.message}`,
  );
}
