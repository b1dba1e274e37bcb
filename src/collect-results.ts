import { UserError } from './errors.ts';
import type { Shard } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchema } from './measurement/result.ts';

/** A `result.json` as it was found. */
export interface ResultFile {
  /** Where, for messages. */
  name: string;
  text: string;
}

/** What the shards of a run measured. */
export interface Collected {
  /** Of every model its shards, or the one result of all its items; by its id. */
  models: Map<string, ModelResult[]>;
  /** Everything of the results but their models, as each says it. */
  results: CheckResult[];
}

/**
 * Puts together what the shards of a run measured. Whoever measured may have written anything into it.
 *
 * @throws UserError where one is not a result, or two hold the same model, or the same shard of it
 */
export async function collectResults(files: AsyncIterable<ResultFile>): Promise<Collected> {
  const models = new Map<string, ModelResult[]>();
  const results: CheckResult[] = [];
  for await (const { name: file, text } of files) {
    const result = parsed(file, text);
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
