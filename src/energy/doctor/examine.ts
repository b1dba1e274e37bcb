import type {
  Counter,
  CounterDescription,
  DeviceConditions,
  LocalCounter,
  UnavailableCounter,
} from '../counter.ts';
import { messageOf } from '../message-of.ts';
import { countedCounters } from '../meter/boundary.ts';
import { type Observed, type ObserveOptions, observe } from './observe.ts';

export interface ExaminedCounter extends CounterDescription {
  /** Added to a check's sum; only shown beside it, because another one includes it; or not asked for. */
  use: 'added' | 'shown' | 'not asked for';
  /** Null for a counter of another machine, which is asked after a round. */
  observed: Observed | null;
  /** Null where the counter cannot tell. */
  conditions: DeviceConditions | null;
}

export interface Examination {
  counters: ExaminedCounter[];
  unavailable: UnavailableCounter[];
}

export interface ExamineOptions extends Omit<ObserveOptions, 'forS'> {
  forS?: number;
  /** Ids of the counters that a check would use; all where it is left out. */
  wanted?: readonly string[];
}

/** Long enough to see ten updates of a counter that updates every 100 ms, twice over. */
const defaultForS = 2;

/** Looks at counters, wanted or not, for some seconds, and at their devices afterwards. */
export async function examine(
  counters: readonly Counter[],
  unavailable: readonly UnavailableCounter[],
  options: ExamineOptions,
): Promise<Examination> {
  const { forS = defaultForS, wanted = counters.map(({ id }) => id), ...observing } = options;
  const local = counters.filter((counter): counter is LocalCounter => 'read' in counter);
  const seen = local.length > 0 ? await observe(local, { forS, ...observing }) : [];
  const used = counters.filter(({ id }) => wanted.includes(id));
  const added = countedCounters(used).map(({ id }) => id);
  return {
    counters: counters.map((counter) => {
      const { id } = counter;
      const use = !wanted.includes(id) ? 'not asked for' : added.includes(id) ? 'added' : 'shown';
      const index = local.indexOf(counter as LocalCounter);
      const observed = seen[index] ?? null;
      const { conditions, failure } = conditionsOf(counter);
      if (failure !== null) observed?.notes.push(failure);
      return { ...described(counter), use, observed, conditions };
    }),
    unavailable: [...unavailable],
  };
}

function conditionsOf(counter: Counter): { conditions: DeviceConditions | null; failure: string | null } {
  try {
    return { conditions: ('conditions' in counter && counter.conditions?.()) || null, failure: null };
  } catch (error) {
    return { conditions: null, failure: `its device's state could not be read: ${messageOf(error)}` };
  }
}

/** A counter without what is not plain data. */
function described(counter: Counter): CounterDescription {
  return JSON.parse(JSON.stringify(counter)) as CounterDescription;
}
