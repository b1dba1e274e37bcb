import type { PrometheusConfig } from '../../config/config.ts';
import type { CounterDescription, UnavailableCounter, Window } from '../counter.ts';
import type { CounterConditions, Outcome } from './recorder.ts';

/** Which counters a recording process opens, and how: `DiscoverOptions` as plain data. */
export interface CountersWanted {
  wanted: 'auto' | readonly string[];
  /** Directory from which koffi can be loaded; null where its native part was not installed. */
  nativeDirectory: string | null;
  nvmlLibrary?: string;
  prometheus?: PrometheusConfig | null;
  powercapRoot?: string;
  hwmonRoot?: string;
}

/** What the recording process is asked. */
export type Request =
  | ({ kind: 'open' } & CountersWanted)
  | { kind: 'begin' }
  | { kind: 'end'; window: Window }
  | { kind: 'abandon' }
  | { kind: 'conditions' };

/** What it answers: the answer to a request, or that it failed. */
export type Reply =
  | { kind: 'opened'; counters: CounterDescription[]; unavailable: UnavailableCounter[] }
  | { kind: 'begun' }
  | { kind: 'ended'; outcomes: Outcome[] }
  | { kind: 'abandoned' }
  | { kind: 'conditions'; conditions: CounterConditions[] }
  /** `forUser`: the message is meant for whoever configured it, not a defect. */
  | { kind: 'failed'; message: string; forUser: boolean };
