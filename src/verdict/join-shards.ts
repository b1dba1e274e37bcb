import { scoreValue } from '../cegi/score-value.ts';
import {
  type Conditions,
  type Energy,
  type IdlePower,
  type Measurement,
  type Provenance,
  provenances,
  type Round,
  type Score,
  type Shard,
} from '../measurement/measurement.ts';
import { mean } from '../statistics/sample.ts';
import { differences } from './comparable.ts';
import { contradiction } from './consistency.ts';

/** A measurement of a part of the items. */
type Part = Measurement & { task: { shard: Shard } };

/**
 * The measurement of all items, from those of its shards, in whatever order: what the n-th rounds of all shards took is
 * added up to the n-th round of the whole, as one pass over all items. Only as many rounds count as every shard has;
 * that each stopped by what it saw itself does no harm to intervals that are paid for at every planned look, as these
 * hold at all looks together, whatever ends the looking (Jennison & Turnbull 1989).
 *
 * @returns or why they are not parts of one whole, in words that end a sentence
 */
export function joinedShards(measurements: readonly Measurement[]): Measurement | { why: string } {
  const parts = measurements
    .filter((part): part is Part => part.task.shard !== null)
    .sort((a, b) => a.task.shard.index - b.task.shard.index);
  const [first] = parts;
  if (!first || parts.length < measurements.length) return { why: 'one is of all items' };
  const { count } = first.task.shard;
  const isWhole =
    parts.length === count &&
    parts.every(({ task: { shard } }, i) => shard.index === i + 1 && shard.count === count);
  if (!isWhole) return { why: 'they are not each shard once' };
  const why = parts.map((part) => contradiction(part) ?? unlike(part, first)).find((one) => one !== null);
  if (why) return { why };

  const least = Math.min(...parts.map(({ rounds }) => rounds.length));
  const known = parts.flatMap(({ idle }) => idle ?? []);
  const failed = parts.filter(({ status }) => status === 'partial');
  const { error: _, ...whole } = first;
  return {
    ...whole,
    createdAt: parts.map(({ createdAt }) => createdAt).sort()[0]!,
    task: {
      ...first.task,
      items: sum(parts.map(({ task }) => task.items)),
      settings: { ...withoutShard(first).task.settings, shards: count },
      shard: null,
    },
    idle: known.length === parts.length ? joinedIdle(known) : null,
    conditions: joinedConditions(parts),
    rounds: Array.from({ length: least }, (_, i) => joinedRound(parts.map(({ rounds }) => rounds[i]!))),
    itemIds: parts.flatMap(({ itemIds }) => itemIds),
    clusters: first.clusters && parts.flatMap(({ clusters }) => clusters!),
    scores: first.scores.map(({ metric }) => joinedScore(metric, parts)),
    failedItems: parts.flatMap(({ failedItems }) => failedItems),
    leftOutItems: parts.flatMap(({ leftOutItems }) => leftOutItems),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    status: failed.length > 0 ? 'partial' : 'complete',
    ...(failed.length > 0 && {
      error: failed.map(({ task: { shard }, error }) => `shard ${shard.index}: ${error}`).join('; '),
    }),
  };
}

/** What makes two shards no parts of one whole; null for nothing. */
function unlike(part: Part, first: Part): string | null {
  const name = `shard ${part.task.shard.index}`;
  const [other] = differences(withoutShard(part), withoutShard(first));
  if (other) return `${other.what} is ${other.baseline} for shard 1 and ${other.head} for ${name}`;
  const asked = ({ model, artifactDigest, evaluator, trainableParameters, training }: Part) =>
    JSON.stringify([model, artifactDigest, evaluator, trainableParameters, training]);
  if (asked(part) !== asked(first)) return `shard 1 and ${name} did not run the same model in the same way`;
  const scored = ({ scores, clusters }: Part) =>
    JSON.stringify([scores.map(({ metric, corpus }) => [metric, corpus?.statistic]), clusters === null]);
  return scored(part) === scored(first) ? null : `shard 1 and ${name} were not scored alike`;
}

function withoutShard(part: Part): Measurement {
  const { shard: _, ...settings } = part.task.settings;
  return { ...part, task: { ...part.task, settings } };
}

/** One pass over all items: of each shard's round, the share of one of its passes. */
function joinedRound(rounds: readonly Round[]): Round {
  const perPass = rounds.map(({ passes, ...round }) => ({ share: 1 / passes, ...round }));
  const tokens = (kind: 'promptTokens' | 'generatedTokens') => {
    const known = perPass.flatMap(({ share, [kind]: count }) => (count === null ? [] : share * count));
    return known.length < rounds.length ? null : Math.round(sum(known));
  };
  return {
    startedAt: rounds.map(({ startedAt }) => startedAt).sort()[0]!,
    durationS: sum(perPass.map(({ share, durationS }) => share * durationS)),
    passes: 1,
    items: Math.round(sum(perPass.map(({ share, items }) => share * items))),
    promptTokens: tokens('promptTokens'),
    generatedTokens: tokens('generatedTokens'),
    energy: joinedEnergy(perPass),
  };
}

function joinedEnergy(rounds: readonly { share: number; energy: Energy }[]): Energy {
  const known = rounds.flatMap(({ share, energy: { energyJ } }) => (energyJ === null ? [] : share * energyJ));
  const idle = rounds.flatMap(({ share, energy }) =>
    typeof energy.idleSubtractedJ === 'number' ? share * energy.idleSubtractedJ : [],
  );
  const all = rounds.map(({ energy }) => energy);
  const reason = all.find((energy) => energy.energyJ === null)?.reason;
  return {
    energyJ: known.length === rounds.length ? sum(known) : null,
    // Counters of one kind may be wrong in one direction: the bounds add up.
    uncertaintyJ: sum(rounds.map(({ share, energy }) => share * energy.uncertaintyJ)),
    idleSubtractedJ: idle.length === rounds.length ? sum(idle) : null,
    provenance: weakest(all.map(({ provenance }) => provenance)),
    boundary: [...new Set(all.map(({ boundary }) => boundary))].join('; '),
    readings: rounds.flatMap(({ share, energy }, i) =>
      energy.readings.map(({ crossCheck, ...reading }) => ({
        ...reading,
        counter: inShard(reading.counter, i),
        energyJ: reading.energyJ === null ? null : share * reading.energyJ,
        uncertaintyJ: share * reading.uncertaintyJ,
        ...(crossCheck && {
          crossCheck: {
            ...crossCheck,
            integratedJ: share * crossCheck.integratedJ,
            allowedJ: share * crossCheck.allowedJ,
          },
        }),
      })),
    ),
    ...(reason !== undefined && { reason }),
  };
}

/** Counters of different machines may have the same name. */
const inShard = (counter: string, index: number) => `${counter} (shard ${index + 1})`;

/** What one of their machines draws, on average. */
function joinedIdle(parts: readonly IdlePower[]): IdlePower {
  return {
    powerW: mean(parts.map(({ powerW }) => powerW)),
    uncertaintyW: mean(parts.map(({ uncertaintyW }) => uncertaintyW)),
    durationS: Math.min(...parts.map(({ durationS }) => durationS)),
    provenance: weakest(parts.map(({ provenance }) => provenance)),
    busyCores: Math.max(...parts.map(({ busyCores }) => busyCores)),
  };
}

function joinedConditions(parts: readonly Measurement[]): Conditions | null {
  const known = parts.flatMap(({ conditions }, i) => (conditions ? [{ i, ...conditions }] : []));
  if (known.length === 0) return null;
  const devices = (when: 'before' | 'loaded' | 'rounds') =>
    known.flatMap(({ i, [when]: seen }) =>
      seen.map((device) => ({ ...device, counter: inShard(device.counter, i) })),
    );
  const cpus = known.map(({ cpu }) => cpu);
  const said = <T>(values: readonly (T | null)[]) => values.filter((value) => value !== null);
  const temperatures = said(cpus.map(({ temperatureC }) => temperatureC));
  const throttled = said(cpus.map(({ throttledTimes }) => throttledTimes));
  const governors = said(cpus.map((cpu) => cpu.governors)).flat();
  return {
    before: devices('before'),
    loaded: devices('loaded'),
    rounds: devices('rounds'),
    cpu: {
      temperatureC: temperatures.length > 0 ? Math.max(...temperatures) : null,
      throttledTimes: throttled.length > 0 ? sum(throttled) : null,
      governors: governors.length > 0 ? [...new Set(governors)].sort() : null,
    },
  };
}

function joinedScore(metric: string, parts: readonly Measurement[]): Score {
  const given = parts.map((part) => {
    const score = part.scores.find((one) => one.metric === metric)!;
    return { ...score, ids: score.itemIds ?? part.itemIds };
  });
  const { corpus } = given[0]!;
  const joined: Omit<Score, 'value'> = {
    metric,
    perItem: given.flatMap(({ perItem }) => perItem),
    ...(corpus && {
      corpus: {
        statistic: corpus.statistic,
        perItem: given.flatMap((score) => score.corpus!.perItem),
      },
    }),
    ...(given.some(({ itemIds }) => itemIds) && { itemIds: given.flatMap(({ ids }) => ids) }),
  };
  const value = scoreValue({ ...joined, value: 0 });
  // Where nothing in it makes sense, that is for whoever looks at its parts to say.
  return { ...joined, value: Number.isFinite(value) ? value : 0 };
}

function weakest(all: readonly Provenance[]): Provenance {
  return provenances[Math.max(...all.map((one) => provenances.indexOf(one)))]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
