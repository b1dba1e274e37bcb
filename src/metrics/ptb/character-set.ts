/** UTF-16 code units, as ranges that include both ends, in any order. */
export type CharacterSet = readonly (readonly [from: number, to: number])[];

const lastUnit = 0xffff;

export function charactersWhere(holds: (character: string) => boolean): CharacterSet {
  const ranges: [number, number][] = [];
  for (let unit = 0; unit <= lastUnit; unit++) {
    if (!holds(String.fromCharCode(unit))) continue;
    const last = ranges.at(-1);
    if (last?.[1] === unit - 1) last[1] = unit;
    else ranges.push([unit, unit]);
  }
  return ranges;
}

export function complement(set: CharacterSet): CharacterSet {
  const ranges: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...set].sort(([a], [b]) => a - b)) {
    if (from > next) ranges.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= lastUnit) ranges.push([next, lastUnit]);
  return ranges;
}
