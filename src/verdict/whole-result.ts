import type { CompareConfig } from '../config/config.ts';
import type { Measurement } from '../measurement/measurement.ts';
import type { ModelResult } from '../measurement/result.ts';
import { joinedShards } from './join-shards.ts';

/** What a model's results must be of, as the configuration has it. */
export interface Expected {
  shards: number;
  compare: CompareConfig;
  measurement: Pick<Measurement, 'model'> & {
    task: Pick<Measurement['task'], 'id' | 'kind' | 'metric'>;
    settings: Measurement['task']['settings'];
  };
}

/** A result in which something was measured. */
export type Whole = ModelResult & { measurement: Measurement };

/**
 * What was measured of a model, from the results of its shards, or from the one of all its items: its records and how
 * head and base were compared, which is then to be judged.
 *
 * @returns or why there is no such whole, a sentence
 */
export function wholeResult(parts: readonly ModelResult[], expected: Expected): Whole | { why: string } {
  const { shards, compare } = expected;
  if (parts.length === 0) {
    return { why: 'No result of it came from the runs that measured: a shard is missing, or it failed.' };
  }
  const why =
    otherDivision(parts, shards) ??
    missing(parts, shards) ??
    parts.flatMap((part) => otherwise(part, expected) ?? [])[0];
  if (why) return { why };
  const whole = shards === 1 ? parts[0]! : joined(parts);
  if ('why' in whole) return whole;
  const { measurement } = whole;
  if (!measurement) return { why: `Nothing was measured: ${whole.reason}` };
  const isBeside = whole.comparison?.mode === 'side-by-side';
  if (isBeside && compare === 'stored') {
    return {
      why: 'It was compared side by side with a base of its own, and the configuration asks for the stored one.',
    };
  }
  if (!isBeside && compare === 'side-by-side') {
    const reason = whole.comparison?.why ?? whole.reason;
    return { why: `It was to be measured side by side with the base, and was not: ${reason}` };
  }
  return { ...whole, measurement };
}

function otherDivision(parts: readonly ModelResult[], shards: number): string | null {
  const counts = parts.flatMap(({ measurement }) =>
    measurement ? (measurement.task.shard?.count ?? 1) : [],
  );
  const other = counts.find((count) => count !== shards);
  if (other === undefined) return null;
  return `It was measured in ${inShards(other)}, and the configuration divides it into ${inShards(shards)}.`;
}

function missing(parts: readonly ModelResult[], shards: number): string | null {
  if (shards === 1) return null;
  const there = parts.flatMap(({ measurement }) => measurement?.task.shard?.index ?? []);
  const gone = Array.from({ length: shards }, (_, i) => i + 1).filter((index) => !there.includes(index));
  if (gone.length === 0) return null;
  const list =
    gone.length === 1 ? `Shard ${gone[0]} of ${shards} is` : `Shards ${gone.join(', ')} of ${shards} are`;
  const reasons = [...new Set(parts.flatMap(({ measurement, reason }) => (measurement ? [] : reason)))];
  return `${list} missing${reasons.length > 0 ? `: ${reasons.join(' ')}` : ', or failed.'}`;
}

/** What of a result is otherwise than the configuration has it. */
function otherwise({ measurement }: ModelResult, { measurement: wanted }: Expected): string | null {
  if (!measurement) return null;
  const { model, task } = measurement;
  const found: [string, unknown, unknown][] = [
    ['model', model, wanted.model],
    ['task', task.id, wanted.task.id],
    ['kind of task', task.kind, wanted.task.kind],
    ['metric', task.metric, wanted.task.metric],
    ...Object.entries(wanted.settings).map(([key, value]): [string, unknown, unknown] => [
      key,
      task.settings[key],
      value,
    ]),
  ];
  const other = found.find(([, is, should]) => is !== should);
  return other
    ? `The result is of another ${other[0]} (${other[1]}) than the configuration's (${other[2]}).`
    : null;
}

function joined(parts: readonly ModelResult[]): ModelResult | { why: string } {
  const besides = parts.filter(({ comparison }) => comparison?.mode === 'side-by-side');
  if (besides.length > 0 && besides.length < parts.length) {
    const other = parts.find(({ comparison }) => comparison?.mode !== 'side-by-side')!;
    return {
      why:
        'Some shards were measured side by side with the base, and others not ' +
        `(${other.comparison?.why ?? other.reason}): they cannot be put together.`,
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
  return { ...parts[0]!, ...sides };
}

type Side = 'measurement' | 'baselineMeasurement' | 'referenceMeasurement';

const inShards = (count: number) => (count === 1 ? 'one piece' : `${count} shards`);
