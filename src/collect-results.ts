import { UserError } from './errors.ts';
import type { Shard } from './measurement/measurement.ts';
import { type CheckResult, type ModelResult, resultSchema } from './measurement/result.ts';

/** A `result.json` as it was found. */
export interface ResultFile {
  /** Where, for messages. */
  name: string;
  text: string;
}

/** Why something that should hold one cannot be read. */
export interface Unreadable {
  problem: string;
}

/** What the shards of a run measured. */
export interface Collected {
  /** Of every model its shards, or the one result of all its items; by its id. */
  models: Map<string, ModelResult[]>;
  /** Everything of the results but their models, as each says it. */
  results: CheckResult[];
  /** What could not be read, or was there already; it must not hide the rest. */
  problems: string[];
}

/** Puts together what the shards of a run measured. Whoever measured may have written anything into it. */
export async function collectResults(
  files: AsyncIterable<ResultFile | Unreadable> | Iterable<ResultFile>,
): Promise<Collected> {
  const models = new Map<string, ModelResult[]>();
  const results: CheckResult[] = [];
  const problems: string[] = [];
  const add = (file: string, result: CheckResult) => {
    results.push(result);
    for (const model of result.models) {
      const parts = models.get(model.id) ?? [];
      if (parts.some((part) => sameItems(part, model))) {
        const what = `${inWords(shardOf(model))}model "${model.id}"`;
        problems.push(`${file} holds the ${what}, which another result holds too.`);
      } else models.set(model.id, [...parts, model]);
    }
  };
  try {
    for await (const file of files) {
      if ('problem' in file) {
        problems.push(file.problem);
        continue;
      }
      const result = parsed(file.name, file.text);
      if ('problem' in result) problems.push(result.problem);
      else add(file.name, result);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(error.message);
  }
  return { models, results, problems };
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

function parsed(file: string, text: string): CheckResult | Unreadable {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { problem: `${file} is not JSON: ${(error as Error).message}` };
  }
  const result = resultSchema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = issue.path.join('.') || 'the whole';
  return { problem: `${file} is not a result of this version of cegi: ${place}: ${issue.message}` };
}
