import type { ModelConfig } from '../config/config.ts';
import type { ModelResult } from '../measurement/result.ts';
import { joinedShards } from './join-shards.ts';

/**
 * What was measured of a model, from the results of its shards, or from the one of all its items: its records and how
 * head and base were compared, which is then to be judged.
 *
 * @returns or why there is no such whole, a sentence
 */
export function wholeResult(
  parts: readonly ModelResult[],
  { shards }: Pick<ModelConfig, 'shards'>,
): ModelResult | { why: string } {
  const [first] = parts;
  if (!first)
    return { why: 'No result of it came from the runs that measured: a shard is missing, or it failed.' };
  const indexes = parts.flatMap(({ measurement }) => measurement?.task.shard?.index ?? []);
  if (shards === 1) {
    if (indexes.length === 0 && parts.length === 1) return first;
    return { why: 'It was measured in shards, and the configuration divides it into none.' };
  }
  const counts = parts.flatMap(({ measurement }) => measurement?.task.shard?.count ?? (measurement ? 1 : []));
  const other = counts.find((count) => count !== shards);
  if (other !== undefined) {
    return { why: `It was measured in ${inShards(other)}, and the configuration divides it into ${shards}.` };
  }
  const missing = Array.from({ length: shards }, (_, i) => i + 1).filter((index) => !indexes.includes(index));
  if (missing.length > 0) return { why: missingInWords(missing, shards, parts) };
  return joined(parts);
}

function joined(parts: readonly ModelResult[]): ModelResult | { why: string } {
  const besides = parts.filter(({ comparison }) => comparison?.mode === 'side-by-side');
  if (besides.length > 0 && besides.length < parts.length) {
    const other = parts.find(({ comparison }) => comparison?.mode !== 'side-by-side')!;
    const why = other.comparison?.why ?? other.reason;
    return {
      why: `Some shards were measured side by side with the base, and others not (${why}): they cannot be put together.`,
    };
  }
  const sides: Pick<ModelResult, Side> = {
    measurement: null,
    baselineMeasurement: null,
    referenceMeasurement: null,
  };
  for (const side of Object.keys(sides) as Side[]) {
    // A stored baseline is the judge's own.
    if (side === 'baselineMeasurement' && besides.length === 0) continue;
    const records = parts.flatMap((part) => part[side] ?? []);
    if (records.length === 0) continue;
    const whole = joinedShards(records);
    if ('why' in whole) return { why: `Its shards cannot be put together: ${whole.why}.` };
    sides[side] = whole;
  }
  const warnings = [...new Set(parts.flatMap((part) => part.warnings))];
  return { ...parts[0]!, ...sides, warnings };
}

type Side = 'measurement' | 'baselineMeasurement' | 'referenceMeasurement';

function missingInWords(missing: readonly number[], shards: number, parts: readonly ModelResult[]): string {
  const list =
    missing.length === 1
      ? `Shard ${missing[0]} of ${shards} is`
      : `Shards ${missing.join(', ')} of ${shards} are`;
  const unmeasured = [...new Set(parts.flatMap(({ measurement, reason }) => (measurement ? [] : reason)))];
  return `${list} missing${unmeasured.length > 0 ? `: ${unmeasured.join(' ')}` : ', or failed.'}`;
}

const inShards = (count: number) => (count === 1 ? 'one piece' : `${count} shards`);
