/** One item as the model sees it. */
export interface EvaluationItem {
  id: string;
  prompt: string;
}

/** What a model wrote for one item. `failure` says why there is no answer; `text` is then empty. */
export interface Prediction {
  id: string;
  text: string;
  generatedTokens: number;
  failure?: string;
  /** What `text` was decoded from, where the evaluator knows it; `generatedTokens` of them. */
  tokenIds?: number[];
}

/** One pass over the items. */
export interface Pass {
  /** In the order of the items. */
  predictions: Prediction[];
  promptTokens: number;
  generatedTokens: number;
  /** CPU seconds (user and system) that the model's process spent in this pass. */
  cpuTimeS: number;
}

export interface Loaded {
  /** The device that was chosen, never `auto`. */
  device: string;
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
