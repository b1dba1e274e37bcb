/**
 * Those that no other beats: none costs as little or less and scores as high or higher, one of both strictly. From
 * the cheapest to the best; of equals the first.
 */
export function paretoFront<T>(all: readonly T[], cost: (of: T) => number, score: (of: T) => number): T[] {
  const front: T[] = [];
  let best = Number.NEGATIVE_INFINITY;
  for (const each of [...all].sort((a, b) => cost(a) - cost(b) || score(b) - score(a))) {
    if (score(each) <= best) continue;
    best = score(each);
    front.push(each);
  }
  return front;
}
