import { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../../config/config.ts';

export interface SessionOptions {
  device: Exclude<Device, 'auto'>;
  /** Null leaves the choice to the runtime. */
  threads: number | null;
}

/** Only errors: a runtime that tells which of a graph's nodes it puts where would fill the log. */
const errorsOnly = 3;

/** Opens a graph by its path, so that its weights are read by the runtime alone, and once. */
export function createSession(file: string, { device, threads }: SessionOptions): Promise<InferenceSession> {
  return InferenceSession.create(file, {
    executionProviders: [device],
    logSeverityLevel: errorsOnly,
    ...(threads === null ? {} : { intraOpNumThreads: threads, interOpNumThreads: 1 }),
  });
}
