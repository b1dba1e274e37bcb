/** One item as the model sees it. */
export interface EvaluationItem {
  id: string;
  prompt: string;
  /** Pictures that the prompt is about, in their order. */
  images?: readonly ItemImage[];
}

/** An encoded picture (PNG, JPEG, WebP …): a file by its absolute path, or bytes that a dataset holds. Hostile. */
export type ItemImage = { kind: 'file'; path: string } | { kind: 'bytes'; bytes: Uint8Array };

/** What a model wrote for one item. `failure` says why there is no answer; `text` is then empty. */
export interface Prediction {
  id: string;
  text: string;
  /** Null where the evaluator does not say. */
  generatedTokens: number | null;
  failure?: string;
  /** What `text` was decoded from, where the evaluator knows it; `generatedTokens` of them. */
  tokenIds?: number[];
  /** Scores that a harness gave the item itself, by metric, as fractions. */
  scores?: Record<string, number>;
}

/** One pass over the items. */
export interface Pass {
  /** In the order of the items; of a harness that brings its own items, in its order. */
  predictions: Prediction[];
  /** Null where the evaluator does not say. */
  promptTokens: number | null;
  generatedTokens: number | null;
  /** CPU seconds (user and system) that the model's processes spent in this pass; null where that is not known. */
  cpuTimeS: number | null;
  /** Scores over all items that a harness computed itself, by metric, as fractions. */
  reportedScores?: Record<string, number>;
}

export interface Loaded {
  /** The device that was chosen, never `auto`: `cpu`, or any other name for a GPU. */
  device: string;
  /** Whether the model runs on another machine, which this one's own counters do not see. */
  elsewhere?: boolean;
  /** Names and versions of what runs the model. */
  runtime: string;
}

/** A way to run a model. One instance is one loaded model; `close` may be called at any time, and more than once. */
export interface Evaluator {
  /** Loads the model; nothing of it is measured. */
  load(): Promise<Loaded>;
  /** Runs every item once. `onItem` is called with the number of items done so far. */
  pass(items: readonly EvaluationItem[], onItem?: (done: number) => void): Promise<Pass>;
  close(): Promise<void>;
}
