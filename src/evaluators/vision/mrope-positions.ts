/** Tokens of one picture, by frames, rows and columns. */
export interface TokenGrid {
  frames: number;
  rows: number;
  columns: number;
}

export interface MropePositions {
  /** Of time, then height, then width: three times as many as there are tokens. */
  positions: BigInt64Array;
  /** Position of the first token that is generated, on every axis; each that follows is one further. */
  next: number;
}

/**
 * Positions of a prompt's tokens for Qwen2-VL's multimodal rotary embedding: text counts up on all three axes alike,
 * a picture's tokens have their frame, row and column from where it begins, and text goes on after its longer side.
 *
 * @param grids one for each picture, in the prompt's order; as many tokens as each has must be `imageToken`s.
 * Source: `get_rope_index` of transformers' Qwen2VLModel.
 */
export function mropePositions(
  ids: readonly number[],
  imageToken: number,
  grids: readonly TokenGrid[],
): MropePositions {
  const length = ids.length;
  const positions = new BigInt64Array(3 * length);
  const place = (index: number, time: number, height: number, width: number) => {
    positions[index] = BigInt(time);
    positions[length + index] = BigInt(height);
    positions[2 * length + index] = BigInt(width);
  };
  let next = 0;
  let picture = 0;
  for (let index = 0; index < length; ) {
    const grid = ids[index] === imageToken ? grids[picture] : undefined;
    if (grid === undefined) {
      place(index, next, next, next);
      index += 1;
      next += 1;
      continue;
    }
    const { frames, rows, columns } = grid;
    for (let frame = 0; frame < frames; frame += 1)
      for (let row = 0; row < rows; row += 1)
        for (let column = 0; column < columns; column += 1) {
          place(index, next + frame, next + row, next + column);
          index += 1;
        }
    next += Math.max(frames, rows, columns);
    picture += 1;
  }
  return { positions, next };
}
