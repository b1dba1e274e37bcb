/** One measured figure beside its peer's, measured in the same run. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** What else does the same job; null where nothing does. */
  peer: string | null;
  peerValue: number | null;
  /** value / peerValue */
  ratio: number | null;
  /** In words: `<= 150 ms`. */
  goal: string | null;
  /** False where the goal is missed, or the peer does better. */
  ok: boolean;
}

/** What a file of bench/ exports. */
export interface Bench {
  /** One line for the list of benches. */
  about: string;
  run(): Promise<Row[]>;
}
