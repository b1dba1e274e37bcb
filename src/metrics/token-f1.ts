/** F1 of the tokens that two texts share, each as often as both have it; 1 where both have none, 0 where one has none. */
export function tokenF1(prediction: readonly string[], reference: readonly string[]): number {
  if (prediction.length === 0 || reference.length === 0)
    return prediction.length === reference.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const token of reference) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of prediction) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    shared += 1;
  }
  if (shared === 0) return 0;
  const [precision, recall] = [shared / prediction.length, shared / reference.length];
  return (2 * precision * recall) / (precision + recall);
}
