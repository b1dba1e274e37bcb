import { z } from 'zod';
import { provenances, taskKinds } from './measurement.ts';
import { estimateSchema, resultSchema, verdicts } from './result.ts';

/** What the history keeps of one model in one run at hand, for people and for charts; the run's own file has the rest. */
export const runSummarySchema = z.object({
  /** Unique for a run and its attempt. */
  run: z.string(),
  /** The run's file in the history, relative to its root. */
  file: z.string(),
  createdAt: z.iso.datetime(),
  commit: z.string().nullable(),
  /** Branch or tag. */
  ref: z.string().nullable(),
  runUrl: z.string().nullable(),
  model: z.string(),
  task: z.string(),
  taskKind: z.enum(taskKinds),
  metric: z.string(),
  /** The hardware's fingerprint, and its name for people. */
  fingerprint: z.string(),
  hardware: z.string(),
  provenance: z.enum(provenances),
  verdict: z.enum(verdicts),
  energyJPer1000Items: estimateSchema.nullable(),
  emissionsGPer1000Items: estimateSchema.nullable(),
  /** What the emissions were computed at; null in summaries of before it was kept. */
  grid: z
    .object({ intensityGPerKWh: z.number().nonnegative(), pue: z.number().min(1) })
    .nullable()
    .default(null),
  /** A fraction. */
  score: estimateSchema.nullable(),
  /** Null where it is undetermined. */
  cegi: estimateSchema.nullable(),
  /** What CEGI is per: percent or points of gain; null in summaries of before it was kept. */
  gain: resultSchema.shape.gain.nullable().default(null),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
