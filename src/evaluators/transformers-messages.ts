import type { TransformersConfig } from '../config/config.ts';
import type { EvaluationItem, Loaded, Pass } from './evaluator.ts';

/** What the evaluator asks of its child process. */
export type Request =
  | ({ kind: 'load'; directory: string } & Pick<
      TransformersConfig,
      'dtype' | 'device' | 'threads' | 'chatTemplate'
    >)
  /** Null for the items of the pass before: pictures are many megabytes. */
  | ({ kind: 'pass'; items: readonly EvaluationItem[] | null } & Pick<
      TransformersConfig,
      'batch' | 'maxNewTokens' | 'decoding'
    >);

/** What the child process answers. */
export type Reply =
  | { kind: 'loaded'; loaded: Loaded }
  | { kind: 'progress'; done: number }
  | { kind: 'passed'; pass: Pass }
  | { kind: 'note'; line: string }
  | { kind: 'failed'; message: string };

/** The child's native parts resolve from the directory that this variable of its environment names. */
export const nativeDirectoryVariable = 'CEGI_NATIVE_DIRECTORY';
