const fewest = 4;

/** Places within a power of ten, from the sparsest set to the densest. */
const placesInDecade = [
  [1],
  [1, 3],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9],
];

/**
 * Round values to mark between two positive ends of a logarithmic axis: of the sets that have at least four there, the
 * sparsest.
 */
export function logTicks(low: number, high: number): number[] {
  const [first, last] = [low, high].map((end) => Math.floor(Math.log10(end))) as [number, number];
  const powers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  let ticks: number[] = [];
  for (const places of placesInDecade) {
    // Through text: 3 · 10⁻¹ is not 0.3.
    ticks = powers
      .flatMap((power) => places.map((place) => Number(`${place}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
    if (ticks.length >= fewest) return ticks;
  }
  return ticks.length > 1 ? ticks : [low, high];
}
