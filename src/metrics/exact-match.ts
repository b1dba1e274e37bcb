/** 1 where two texts are the same but for white space at their ends, else 0. */
export function exactMatch(gold: string, text: string): number {
  return gold.trim() === text.trim() ? 1 : 0;
}
